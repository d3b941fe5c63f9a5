using System.Collections.Immutable;

namespace DeepTrainer;

/// <summary>Texts as samples: with classes, or as windows in which each token tells the next one; in memory, or read from files that memory can't hold.</summary>
public static class TextData
{
    /// <summary>Texts that belong to classes.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <param name="classNames">What the classes are called.</param>
    /// <param name="options">How a text becomes a sample.</param>
    /// <exception cref="ArgumentException">There are no texts or other numbers of labels, a text doesn't fit (the message has which), or a label is no class.</exception>
    public static Dataset Labelled(IReadOnlyList<string> texts, int[] labels, ImmutableArray<string> classNames, TextOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(labels);
        Check(options);
        if (texts.Count != labels.Length)
            throw new ArgumentException($"There are {texts.Count} texts and {labels.Length} labels.", nameof(labels));
        float[] inputs = new float[ArrayLength.Of("The tokens of all texts", texts.Count, options.InputSize)];
        for (int i = 0; i < texts.Count; i++)
            options.Fill(texts[i], inputs.AsSpan(i * options.InputSize, options.InputSize), $"Text {i}");
        return Dataset.FromLabels(inputs, [options.InputSize], labels, classNames);
    }

    /// <summary>
    /// A text in windows of <see cref="TextOptions.Length"/> tokens, in which each token's label is the next one: for language models, with <c>[CrossEntropy(Axis = -1)]</c>
    /// over [Length, Size]. What is left at the end is left out.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="options">The tokenizer, and the length of a window; nothing else counts.</param>
    /// <param name="stride">From one window's beginning to the next one's; the length of a window if null, so that each token is predicted once.</param>
    /// <exception cref="ArgumentException">The text has fewer tokens than a window and the one after it.</exception>
    public static Dataset Windows(string text, TextOptions options, int? stride = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Check(options);
        int step = stride ?? options.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1, nameof(stride));
        IReadOnlyList<int> tokens = options.Encode(text, "The text");
        if (tokens.Count <= options.Length)
            throw new ArgumentException($"The text has {tokens.Count} tokens, and a window of {options.Length} and the one after it need {options.Length + 1L}.", nameof(text));
        int windows = ((tokens.Count - options.Length - 1) / step) + 1;
        float[] inputs = new float[ArrayLength.Of("The tokens of all windows", windows, options.Length)];
        int[] next = new int[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            int at = (i / options.Length * step) + (i % options.Length);
            (inputs[i], next[i]) = (tokens[at], tokens[at + 1]);
        }
        return Dataset.FromLabels(inputs, [options.Length], next, [options.Length], options.Tokenizer.Size);
    }

    /// <summary>
    /// The same windows of a file, read line by line while training goes on: each line, with a line feed at its end, is made tokens of by itself. A line of
    /// more than 2²⁰ characters is parted before white space.
    /// </summary>
    /// <remarks>
    /// What is wrong with the file is told when it is read, as an <see cref="InvalidDataException"/> with the line: no UTF-8, what the vocabulary hasn't, a line
    /// of more than 2²⁰ characters without white space, or that the file has changed.
    /// </remarks>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="options">The tokenizer, and the length of a window; nothing else counts.</param>
    /// <param name="endOfLine">A token that stands at the end of each line instead of the line feed; null for the line feed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="endOfLine"/> is no token.</exception>
    /// <exception cref="IOException">The file cannot be read; a <see cref="FileNotFoundException"/> if it isn't there.</exception>
    public static IBatchSource WindowsOfFile(string path, TextOptions options, int? endOfLine = null)
    {
        Check(options);
        if ((uint)(endOfLine ?? 0) >= (uint)options.Tokenizer.Size)
            throw new ArgumentOutOfRangeException(nameof(endOfLine), endOfLine, $"The vocabulary has {options.Tokenizer.Size} tokens, from 0.");
        SourceFile file = new(path);
        return BatchSource.From(SampleFormat.OfLabels([options.Length], options.Tokenizer.Size, [options.Length]), _ => Read());

        IEnumerable<Sample> Read()
        {
            Queue<int> tokens = [];
            foreach (TextLine line in TextLine.Read(file))
            {
                string text = line.IsEnd && endOfLine is null ? line.Text + '\n' : line.Text;
                foreach (int token in OfLine(line.Number, path, what => options.Encode(text, what)))
                    tokens.Enqueue(token);
                if (line.IsEnd && endOfLine is { } end)
                    tokens.Enqueue(end);
                while (tokens.Count > options.Length)
                    yield return Next(tokens, options.Length);
            }
        }
    }

    /// <summary>Texts that belong to classes, one a line of a file, read while training goes on: the class's name, a tab, and the text.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="classNames">What the classes are called.</param>
    /// <param name="options">How a text becomes a sample.</param>
    /// <remarks>
    /// What is wrong with the file is told when it is read, as an <see cref="InvalidDataException"/> with the line: no UTF-8, no such class, a text that doesn't
    /// fit, a line of more than 2²⁰ characters, or that the file has changed.
    /// </remarks>
    /// <exception cref="ArgumentException">There is no class, or one is named twice.</exception>
    /// <exception cref="IOException">The file cannot be read; a <see cref="FileNotFoundException"/> if it isn't there.</exception>
    public static IBatchSource LabelledLines(string path, ImmutableArray<string> classNames, TextOptions options)
    {
        Check(options);
        var format = SampleFormat.OfLabels([options.InputSize], classNames);
        Dataset.CheckClassNames(classNames, nameof(classNames));
        SourceFile file = new(path);
        return BatchSource.From(format, _ => TextLine.Read(file).Select(Parse));

        Sample Parse(TextLine read)
        {
            (string line, int number, bool isEnd) = read;
            if (!isEnd)
                throw new InvalidDataException($"Line {number} of '{path}' has more than {TextLine.MostCharacters} characters.");
            int tab = line.IndexOf('\t', StringComparison.Ordinal);
            int label = tab < 0 ? -1 : classNames.IndexOf(line[..tab]);
            if (label < 0)
                throw new InvalidDataException(tab < 0
                    ? $"Line {number} of '{path}' has no tab between class and text: '{Excerpt.Of(line)}'."
                    : $"Line {number} of '{path}' has the class '{Excerpt.Of(line[..tab])}', which is none of {string.Join(", ", classNames.Select(name => $"'{name}'"))}.");
            float[] input = new float[options.InputSize];
            return OfLine(number, path, what =>
            {
                options.Fill(line[(tab + 1)..], input, what);
                return new Sample(input, label);
            });
        }
    }

    // What is wrong with a text of a file is wrong with data.
    private static T OfLine<T>(int line, string path, Func<string, T> make)
    {
        try
        {
            return make($"Line {line} of '{path}'");
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    // What follows the last token stays, and begins the next window.
    private static Sample Next(Queue<int> tokens, int length)
    {
        float[] input = new float[length];
        int[] next = new int[length];
        for (int i = 0; i < length; i++)
        {
            input[i] = tokens.Dequeue();
            next[i] = tokens.Peek();
        }
        return new Sample(input, next);
    }

    private static void Check(TextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
    }
}
