using System.Collections.Immutable;
using System.Text;

namespace DeepTrainer.Tests;

/// <summary>What is wrong with a table is told with line and header, and how to mend it.</summary>
public class TableErrorTests
{
    private static readonly TableColumn Y = TableColumn.Label("y");

    private static TableOptions With(params TableColumn[] columns) => new() { Columns = [Y, .. columns] };

    private static void Fails(string message, string text, TableOptions? options = null) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Passengers.Schema(text, options ?? With())).Message);

    private static string Wide(int rows, Func<int, string> row) => "x,y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{row(i)},{i % 2}\n"));

    [Fact]
    public void AValueThatIsMissing_NeedsSomethingThatStandsForIt()
    {
        const string Text = "x,t,y\n1,a,0\nNA,b,1\n";
        Fails("'people.csv', line 3: column 'x': the value is missing ('NA'); say what becomes of it with Missing.Mean, Median, Constant or DropRow, "
            + "or, if 'NA' is a value, take it out of MissingMarks.", Text);
        Fails("'people.csv', line 3: column 't': the value is missing; say what becomes of it with Missing.Category, Constant or DropRow.", "x,t,y\n1,a,0\n1,,1\n");
        Fails("'people.csv', line 2: column 'x': the value is missing; say what becomes of it with Missing.Mean or Median (numbers), Category "
            + "(texts), Constant or DropRow.", "x,y\n,1\n1,0\n");
        Fails("'people.csv', line 3: column 'y': the value is missing ('?'); say what becomes of it with Missing.DropRow, or fill it in, or, if '?' "
            + "is a value, take it out of MissingMarks.", "x,y\n1,a\n1,?\n");
        Fails("'people.csv', line 3: column 'x': the text 'a' follows 1 missing values, for which Missing.Mean can't stand; declare the column with "
            + "a policy of its own.", "x,y\n,1\na,0\n", With() with { Missing = Missing.Mean });
        Fails("'people.csv': column 'x' has no value in any row; leave it out with TableColumn.Skip.", "x,z,y\n,1,0\nNA,2,1\n", With() with { Missing = Missing.Mean });
        Fails("'people.csv': column 'x' has no value in any row; leave it out with TableColumn.Skip.", "x,y\n,1\nNA,2\n", With(TableColumn.Number("x", Missing.Median)));
        Fails("'people.csv' has no rows, or each of them lacks a value and was dropped.", "x,y\n,1\nNA,2\n", With() with { Missing = Missing.DropRow });
    }

    // A text that comes late in a column of numbers, and the other way round: neither is guessed at.
    [Fact]
    public void NumbersAndTexts_DoNotMix()
    {
        string late = Wide(500, i => i == 400 ? "unknown" : $"{i % 7}");
        Fails("'people.csv', line 402: column 'x': 'unknown' is no number, but '0' in line 2 is one; if 'unknown' stands for a missing value, add it "
            + "to MissingMarks; if the values are texts, declare the "
            + "column with TableColumn.OneHot or Index, or leave it out with Skip.", late);
        Fails("'people.csv', line 3: column 'x': '2' is a number, but 'A/5' in line 2 is none; if 'A/5' stands for a missing value, add it to "
            + "MissingMarks; if the values are texts, declare the "
            + "column with TableColumn.OneHot or Index, or leave it out with Skip.", "x,y\nA/5,1\n2,0\n");
        Assert.Equal(["x"], Passengers.Schema(late, With() with { MissingMarks = ["unknown"], Missing = Missing.Mean }).InputNames);
        Assert.Equal(8, Passengers.Schema(late, With(TableColumn.OneHot("x"))).InputNames.Length);
        Assert.Single(Passengers.Schema(late, With(TableColumn.Number("x", Missing.Mean)) with { MissingMarks = ["Unknown"] }).InputNames);
        Fails("'people.csv', line 3: column 'x': '2,5' is no number, but '1' in line 2 is one; if that is a decimal comma, set DecimalComma = true.",
            "x;y\n1;a\n2,5;b\n", With() with { Separator = ';' });
        Fails("'people.csv', line 2: column 'x': 'abc' is not a finite number; if it stands for a missing value, add it to MissingMarks; if the "
            + "column holds texts, declare it with TableColumn.OneHot.",
            "x,y\nabc,1\n", With(TableColumn.Number("x")));
        Fails("'people.csv', line 2: column 'y': 'abc' is not a finite number; if it stands for a missing value, add it to MissingMarks; if the "
            + "column holds classes, declare it with TableColumn.Label.",
            "x,y\n1,abc\n", new() { Columns = [TableColumn.Target("y")] });
        Fails("'people.csv', line 2: column 'y': '1.5' is not a finite number; if decimals have points, set DecimalComma = false.", "x;y\n1;1.5\n",
            new() { Columns = [TableColumn.Target("y")], Separator = ';', DecimalComma = true });
    }

    [Fact]
    public void TextsOfWhichThereAreManyDifferentOnes_AreDeclared()
    {
        const string Choice = "declare what the column is: TableColumn.Skip leaves it out, TableColumn.Index makes one input of it, for an "
            + "embedding, and TableColumn.OneHot one for each text.";
        Fails($"'people.csv', line 102: column 'x': there are more than 100 different texts; {Choice}", Wide(1000, i => $"name {i % 101}"));
        Fails($"'people.csv': column 'x' has 21 different texts in 40 rows; {Choice}", Wide(40, i => $"2024-01-{i % 21}"));
        Assert.Equal(100, Passengers.Schema(Wide(1000, i => $"name {i % 100}"), With()).InputNames.Length);
        Assert.Equal(20, Passengers.Schema(Wide(20, i => $"name {i}"), With()).InputNames.Length);
        Assert.Equal(1000, Passengers.Schema(Wide(1000, i => $"name {i}"), With(TableColumn.OneHot("x"))).InputNames.Length);
        Fails("'people.csv', line 52: column 'x': there are more than 50 different texts; if so many are meant, raise ReadLimits.MaxClasses.",
            Wide(1000, i => $"name {i}"), With(TableColumn.Index("x")) with { Limits = new() { MaxClasses = 50 } });
    }

    // A forgotten DecimalComma: 20 values, 5 times each, which would be 20 one-hot inputs.
    [Fact]
    public void NumbersWithTheOtherDecimalSign_AreNoTexts()
    {
        const string Declared = "declare what the column is: TableColumn.Skip leaves it out, TableColumn.Index makes one input of it, for an "
            + "embedding, and TableColumn.OneHot one for each text.";
        string commas = "x;y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i % 20},5;{i % 2}\n"));
        Fails("'people.csv', line 2: column 'x': '0,5' and all others are numbers with decimal commas, but DecimalComma = false reads them as "
            + $"texts; set DecimalComma = true; if they are texts indeed, {Declared}",
            commas, With() with { Separator = ';' });
        Assert.Equal(["x"], Passengers.Schema(commas, With() with { Separator = ';', DecimalComma = true }).InputNames);
        Assert.Equal(20, Passengers.Schema(commas, With(TableColumn.OneHot("x")) with { Separator = ';' }).InputNames.Length);
        Fails("'people.csv', line 3: column 'x': '2' is a number, but '1,5' in line 2 is none; if that is a decimal comma, set DecimalComma = true.",
            "x;y\n1,5;0\n2;1\n", With() with { Separator = ';' });
        Fails("'people.csv', line 3: column 'x': '1.5' and all others are numbers with decimal points, but DecimalComma = true reads them as texts; "
            + $"set DecimalComma = false; if they are texts indeed, {Declared}",
            "x;y\n;1\n1.5;0\n1.5;1\n", With() with { Separator = ';', DecimalComma = true, Missing = Missing.Category });
        Fails("'people.csv', line 2: column 'x': '1,5' and all others are numbers with decimal commas, but DecimalComma = false reads them as texts; "
            + "write them with points, and no commas between thousands, "
            + $"or with another Separator, for DecimalComma = true; if they are texts indeed, {Declared}", "x,y\n\"1,5\",0\n\"1,500\",1\n");
        // More of them than texts may be: the cause is told all the same.
        Assert.Contains("set DecimalComma = true", Assert.Throws<InvalidDataException>(
            () => Passengers.Schema("x;y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},5;{i % 2}\n")),
                With() with { Separator = ';' })).Message, StringComparison.Ordinal);
        // One text that is no number makes texts of all.
        Assert.Equal(2, Passengers.Schema("x;y\n1,5;0\nwide;1\n", With() with { Separator = ';' }).InputNames.Length);
    }

    [Theory]
    [InlineData("2024-01-31", "2024-02-01")]
    [InlineData("31.01.2024", "1.2.2024")]
    [InlineData("01/31/2024", "02/01/2024")]
    [InlineData("31/01/2024", "01/02/2024")]
    [InlineData("2024-01-31T10:30:00", "2024-02-01T00:00:00Z")]
    [InlineData("2024-01-31 10:30:00.123+02:00", "2024-02-01 9:30 PM")]
    public void Dates_AreNoKinds(string one, string other)
    {
        string text = Wide(100, i => i % 2 == 0 ? one : other);
        Fails($"'people.csv', line 2: column 'x': '{one}' and all others are dates, of which no number is made; write what counts as numbers (the "
            + "year, the month, days since one of them), or "
            + "declare what the column is: TableColumn.Skip leaves it out, TableColumn.Index makes one input of it, for an embedding, and "
                + "TableColumn.OneHot one for each text.", text);
        Assert.Equal(2, Passengers.Schema(text, With(TableColumn.OneHot("x"))).InputNames.Length);
    }

    [Theory]
    [InlineData("2024-01-31", "unknown")]
    [InlineData("2024-13-31", "2024-02-01")]
    [InlineData("2024-01-31 late", "2024-02-01")]
    [InlineData("1.2.3", "1.2.4")]
    [InlineData("Monday", "May")]
    public void TextsThatLookLikeDates_AreKinds(string one, string other) => Assert.Equal(2, Passengers.Schema(Wide(100, i => i % 2 == 0 ? one : other), With()).InputNames.Length);

    [Fact]
    public void NumbersBeyondFloats_AreToldAsSuch()
    {
        const string TooLarge = "it is too large for a float, which ends at 3.4e38; write the column in a larger unit, or as its logarithm";
        Fails($"'people.csv', line 2: column 'x': '1e39' is no number here: {TooLarge}; if the values are texts, declare the column with "
            + "TableColumn.OneHot or Index.", "x,y\n1e39,0\n2,1\n");
        Fails($"'people.csv', line 3: column 'x': '-1e400' is no number here: {TooLarge}; if the values are texts, declare the column with "
            + "TableColumn.OneHot or Index.", "x,y\n2,0\n-1e400,1\n");
        Fails($"'people.csv', line 2: column 'x': '1e39' is not a finite number; {TooLarge}.", "x,y\n1e39,0\n", With(TableColumn.Number("x")));
        Assert.Equal(2, Passengers.Schema("x,y\nA,0\n1e39,1\n", With()).InputNames.Length);
    }

    [Fact]
    public void Labels_AreClasses()
    {
        Fails("'people.csv', line 3: column 'y': '2.5' is a number with decimals, but should be a class; if the column is a quantity to be "
            + "predicted, declare it with TableColumn.Target; if these are classes, list them all in classNames.",
            "x,y\n1,2\n1,2.5\n");
        Fails("'people.csv', line 3: column 'y': 'c' is none of the 2 classes.", "x,y\n1,a\n1,c\n", new() { Columns = [TableColumn.Label("y", ["a", "b"])] });
        TableSchema schema = Passengers.Schema("x,y\n1,2\n1,0\n", With());
        Assert.Equal([0, 2, 1], schema.Apply(Passengers.Table("x,y\n1,0\n1,2.0\n1,01\n")).Labels);
        Assert.Equal("'people.csv', line 2: column 'y': '3' is none of the 3 classes that the schema was fitted to.",
            Assert.Throws<InvalidDataException>(() => schema.Apply(Passengers.Table("x,y\n1,3\n"))).Message);
    }

    [Fact]
    public void Columns_AreFoundByTheirNames()
    {
        Fails("'people.csv' has no column 'z'; there are 'x', 'y'.", "x,y\n1,2\n", With(TableColumn.Skip("z")));
        Fails("'people.csv', line 1: columns 1 and 3 are both called 'x'; give one another name.", "x,y,x\n1,2,3\n");
        Fails("'people.csv' has no column left for inputs: all 2 are targets, or left out.", "x,y\n1,2\n", With(TableColumn.Skip("x")));
        Fails("'people.csv', line 1: has a single column; is ';' the separator, instead of ','?", "x;y\n1;2\n");
        Fails("'people.csv', line 1: has 2 columns, but Header names 3.", "1,2\n", With() with { Header = ["x", "z", "y"] });
        TableSchema schema = Passengers.Schema("x,t,y\n1,a,0\n2,a,1\n", With());
        Assert.Equal("'people.csv' has no column 't'; there are 'x', 'y'.", Assert.Throws<InvalidDataException>(() => schema.Apply(Passengers.Table("x,y\n1,0\n"))).Message);
        Assert.Equal("'people.csv' has no column 'y'; there are 't', 'x'.", Assert.Throws<InvalidDataException>(() => schema.Apply(Passengers.Table("t,x\na,0\n"))).Message);
        Assert.Equal(2, schema.ApplyToInputs(Passengers.Table("t,x\na,0\n")).InputSize);
        Assert.Equal("'people.csv', line 3: column 't': 'b' is none of the 1 texts that the schema was fitted to; to take such texts, declare the column with allowUnknown: true.",
            Assert.Throws<InvalidDataException>(() => schema.Apply(Passengers.Table("t,x,y\na,0,1\nb,0,1\n"))).Message);
    }

    // Numbers beyond 2²⁴ are no longer told apart as floats.
    [Fact]
    public void MorePlacesThanFloatsHave_AreRefused()
    {
        const int Most = 1 << 24;
        Assert.Throws<ArgumentOutOfRangeException>("MaxClasses", () => new ReadLimits { MaxClasses = Most + 1 });
        ImmutableArray<string> texts = [.. Enumerable.Repeat("a", Most + 1)];
        Assert.Throws<ArgumentOutOfRangeException>("classNames", () => SampleFormat.OfLabels([1], texts));
        Assert.Throws<ArgumentOutOfRangeException>("classNames", () => Dataset.FromLabels([0], [1], [0], texts));
        Assert.Throws<ArgumentOutOfRangeException>("classNames", () => TableColumn.Label("y", texts));
        Assert.Contains("has 16777217 different texts", Assert.Throws<InvalidDataException>(
            () => new EncodedText("x", dropsRow: false, isIndex: true, new(texts, HasMissing: true, null, AllowsUnknown: true))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LinesThatAreNoRows_AreToldByTheirNumber()
    {
        Fails("'people.csv', line 4: has 1 column, but there are 2 names.", "x,y\n1,0\n\n2\n");
        Fails("'people.csv', line 3: has 3 columns, but there are 2 names.", "x,y\r\n1,0\r\n2,1,\r\n");
        Fails("'people.csv' is empty.", "\n\n");
        Fails("'people.csv' has no rows.", "x,y\n");
        Fails("'people.csv', line 2: column 1: the quote at '\"a,0' is not closed on its line.", "x,y\n\"a,0\n");
        Assert.Equal("'people.csv' is not UTF-8 text near line 1.",
            Assert.Throws<InvalidDataException>(() => TableData.Read(new MemoryStream([(byte)'x', 0xFF, (byte)'\n']), With(), "people.csv")).Message);
        Assert.Equal("'rows', line 2: has 1 column, but there are 2 names.",
            Assert.Throws<InvalidDataException>(() => TableData.FromRows(["x", "y"], [["1", "2"], ["1"]], With())).Message);
    }

    [Fact]
    public void ARowOfAnApplication_IsAnArgument()
    {
        TableSchema schema = Passengers.Schema();
        Fails("Column 'age': 'old' is not a finite number; if it stands for a missing value, add it to MissingMarks; if the column holds texts, "
            + "declare it with TableColumn.OneHot.", ("age", "old"), ("fare", ""), ("sex", "male"), ("port", ""));
        Fails("Column 'sex': 'f' is none of the 2 texts that the schema was fitted to; to take such texts, declare the column with "
            + "allowUnknown: true.", ("age", ""), ("fare", ""), ("sex", "f"), ("port", ""));
        Fails("Column 'sex': the value is missing; say what becomes of it with Missing.Category, Constant or DropRow.", ("age", ""), ("fare", ""), ("sex", ""), ("port", ""));
        Fails("The row has no column 'sex'; where there is no value, give an empty text.", ("age", ""), ("fare", ""), ("port", ""));
        Fails("The row has two values for 'age'.", ("age", "1"), ("fare", ""), ("sex", "male"), ("port", ""), ("age", ""));
        TableSchema dropping = Passengers.Schema("x,y\n1,0\n2,1\n", With(TableColumn.Number("x", Missing.DropRow)));
        Assert.StartsWith("Column 'x': the value is missing, without which rows were left out",
            Assert.Throws<ArgumentException>("row", () => dropping.Encode(("x", ""))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("column", () => schema.Texts("id"));

        void Fails(string message, params (string, string?)[] row) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(nameof(row), () => schema.Encode(row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatCannotBeMeant_AreRefusedBeforeAFileIsOpened()
    {
        Fails(new() { DecimalComma = true });
        Fails(new() { Separator = '.' });
        Fails(With(TableColumn.Skip("a"), TableColumn.Number("a")));
        Fails(new() { Columns = default });
        Fails(new() { MissingMarks = [null!] });
        Assert.Throws<ArgumentException>("missing", () => TableColumn.Number("a", Missing.Category));
        Assert.Throws<ArgumentException>("missing", () => TableColumn.OneHot("a", Missing.Mean));
        Assert.Throws<ArgumentException>("missing", () => TableColumn.Target("a", Missing.Mean));
        Assert.Throws<ArgumentException>("classNames", () => TableColumn.Label("a", ["b", "b"]));
        Assert.Throws<ArgumentOutOfRangeException>("value", () => Missing.Constant(float.NaN));
        Assert.Throws<ArgumentException>("text", () => Missing.Constant(""));
        Assert.Throws<ArgumentNullException>("options", () => TableSchema.Fit("absent.csv", null!));
        Assert.Throws<FileNotFoundException>(() => TableSchema.Fit("absent.csv", With()));
        Assert.Throws<ArgumentException>("columns", () => TableData.FromRows([], [], With()));
        Assert.StartsWith("Row 1 is null.", Assert.Throws<ArgumentException>("rows", () => TableData.FromRows(["x"], [["1"], null!], With())).Message, StringComparison.Ordinal);

        static void Fails(TableOptions options)
        {
            Assert.Throws<ArgumentException>(nameof(options), () => TableData.Read("absent.csv", options));
            Assert.Throws<ArgumentException>(nameof(options), () => TableSchema.Fit("absent.csv", options));
        }
    }

    // What CSV files look like: quotes, separators in them, CRLF, a byte-order mark, decimal commas, no header, one row.
    [Theory]
    [InlineData("x,y\n\"1\",\"a \"\"b\"\"\"\n")]
    [InlineData("\uFEFFx,y\r\n1,\"a \"\"b\"\"\"\r\n\r\n")]
    [InlineData("x , y\n 1 ,\"a \"\"b\"\"\"")]
    public void OddFiles_AreRead(string text)
    {
        TableData table = Passengers.Table(text, new() { Columns = [TableColumn.Label("y")], Standardize = false });
        Dataset data = TableSchema.Fit(table).Apply(table);
        Assert.Equal(["a \"b\""], data.ClassNames);
        Assert.Equal([1], data.Inputs);
    }

    [Fact]
    public void DecimalCommasAndNamesFromElsewhere_AreRead()
    {
        TableOptions options = new() { Separator = ';', DecimalComma = true, Header = ["x", "y"], Columns = [TableColumn.Target("y")], Standardize = false };
        TableData table = Passengers.Table("1,5;-2,25\n3;4e1\n", options);
        TableSchema schema = TableSchema.Fit(table);
        Assert.Equal([1.5f, 3], schema.Apply(table).Inputs);
        Assert.Equal([-2.25f, 40], schema.Apply(table).Targets);
        Assert.Equal([0.5f], schema.Encode(("x", "0,5")));
        Assert.Contains("DecimalComma = false", Assert.Throws<ArgumentException>("row", () => schema.Encode(("x", "0.5"))).Message, StringComparison.Ordinal);
    }

    // A line that never ends is refused before it has filled the memory.
    [Fact]
    public void ALineHasALimit()
    {
        using Endless text = new();
        Assert.Equal("'endless', line 1: has more than 67108864 characters.", Assert.Throws<InvalidDataException>(() => TableData.Read(text, With(), "endless")).Message);
    }

    private sealed class Endless : MemoryStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            for (int i = 0; i < buffer.Length; i++)
                buffer[i] = (byte)(_at++ % 65_000 == 0 ? ',' : 'a');
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }

    // Whatever stands in a file: what it should give, or an error of the documented kind.
    [Fact]
    public void MutatedFiles_GiveWhatTheyShould_OrAreRefused()
    {
        byte[] original = Encoding.UTF8.GetBytes(Passengers.Text);
        ReadOnlySpan<byte> interesting = "\",;\n\r.eNA?0\xFF\0 -"u8;
        RandomSource random = new(1);
        int read = 0, refused = 0;
        for (int round = 0; round < 600; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(3); change >= 0; change--)
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? interesting[random.Next(interesting.Length)] : (byte)random.Next(256);
            if (round % 4 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                TableData table = TableData.Read(new MemoryStream(bytes), Passengers.Options);
                Dataset data = TableSchema.Fit(table).Apply(table);
                Assert.All(data.Inputs.ToArray(), value => Assert.True(float.IsFinite(value)));
                read++;
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith("'stream'", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        Assert.True(read > 50 && refused > 50, $"{read} {refused}");
    }
}
