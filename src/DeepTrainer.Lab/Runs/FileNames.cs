using System.Security.Cryptography;
using System.Text;

namespace DeepTrainer.Lab;

/// <summary>Names as those of folders: the same on all systems, and different for names that are different in more than the case of letters.</summary>
internal static class FileNames
{
    private const int MostCharacters = 60;

    public static string Of(string name)
    {
        string plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' ? c : '-')).Trim('.', '-');
        if (plain == name && name.Length <= MostCharacters)
            return plain;
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6];
        return $"{plain[..Math.Min(plain.Length, MostCharacters)]}-{hash}";
    }
}
