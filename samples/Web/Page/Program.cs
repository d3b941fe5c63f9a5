using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("browser")]

// The page's script calls what PageFunctions exports; nothing is to be done before.
return 0;
