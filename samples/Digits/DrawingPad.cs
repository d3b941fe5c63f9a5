namespace Samples;

/// <summary>Lets the user draw a digit, and shows after every key what the network takes it for.</summary>
internal sealed class DrawingPad
{
    public const int Width = 60;
    public const int Height = 12;

    private const int Side = DigitImages.Side;

    private readonly bool[] _ink = new bool[Side * Side];
    private int _x = Side / 2;
    private int _y;

    public static void Run(Digits network)
    {
        Console.WriteLine("Draw a digit as high as the frame. Cursor keys move, space draws and erases, C clears, Enter ends.");
        // Scroll first: the picture is drawn over itself, so its place must not move.
        Console.Write(new string('\n', Height));
        int top = Console.CursorTop - Height;
        var pad = new DrawingPad();
        do
        {
            Console.SetCursorPosition(0, top);
            foreach (string line in Picture.Lines(pad.Cells(), Guess.Of(network, pad.Image())))
                Console.WriteLine(line);
        }
        while (pad.Press(Console.ReadKey(intercept: true).Key));
    }

    /// <summary>False if drawing is over.</summary>
    private bool Press(ConsoleKey key)
    {
        switch (key)
        {
            case ConsoleKey.LeftArrow: _x = Math.Max(_x - 1, 0); break;
            case ConsoleKey.RightArrow: _x = Math.Min(_x + 1, Side - 1); break;
            case ConsoleKey.UpArrow: _y = Math.Max(_y - 1, 0); break;
            case ConsoleKey.DownArrow: _y = Math.Min(_y + 1, Side - 1); break;
            case ConsoleKey.Spacebar: _ink[_y * Side + _x] ^= true; break;
            case ConsoleKey.C: Array.Clear(_ink); break;
            case ConsoleKey.Enter or ConsoleKey.Escape or ConsoleKey.Q: return false;
        }
        return true;
    }

    private string[] Cells() =>
        [.. _ink.Select((ink, i) => (ink, IsCursor: i == _y * Side + _x) switch
        {
            (true, true) => "▓▓",
            (true, false) => "██",
            (false, true) => "[]",
            (false, false) => "  ",
        })];

    /// <summary>Ink with soft edges: the training images are scans, made smaller by counting the ink under every pixel.</summary>
    private float[] Image()
    {
        const float Edge = 0.2f;
        var image = new float[_ink.Length];
        for (int i = 0; i < image.Length; i++)
        {
            (int x, int y) = (i % Side, i / Side);
            image[i] = IsInk(x, y) ? 1 : Edge * (Count(x - 1, y) + Count(x + 1, y) + Count(x, y - 1) + Count(x, y + 1));
        }
        return image;
    }

    private int Count(int x, int y) => IsInk(x, y) ? 1 : 0;

    private bool IsInk(int x, int y) => x is >= 0 and < Side && y is >= 0 and < Side && _ink[y * Side + x];
}
