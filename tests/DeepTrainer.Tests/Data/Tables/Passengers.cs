using System.Text;

namespace DeepTrainer.Tests;

/// <summary>A small table with everything that tables have: missing values, texts, a quoted separator, a date, a class.</summary>
internal static class Passengers
{
    public const string Text = """
        id,date,age,fare,sex,port,survived
        1,2024-01-02,20,10,female,S,yes
        2,2024-01-03,,30,male,"Q, old",no
        3,2024-01-03,40,20,female,,yes
        4,2024-01-05,30,NA,male,S,no

        """;

    public static readonly TableOptions Options = new()
    {
        Columns =
        [
            TableColumn.Skip("id"), TableColumn.Skip("date"), TableColumn.Number("age", Missing.Mean), TableColumn.Number("fare", Missing.Constant(0)),
            TableColumn.OneHot("port", Missing.Category), TableColumn.Label("survived"),
        ],
    };

    public static TableData Table(string text = Text, TableOptions? options = null) =>
        TableData.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), options ?? Options, "people.csv");

    public static TableSchema Schema(string text = Text, TableOptions? options = null) => TableSchema.Fit(Table(text, options));

    /// <summary>A column of inputs, with a class that stands for nothing.</summary>
    public static float[] Column(string values, TableColumn? column, Missing? missing = null, bool standardize = false)
    {
        TableOptions options = new()
        {
            Columns = column is null ? [TableColumn.Label("y")] : [column, TableColumn.Label("y")],
            Missing = missing ?? Missing.Error,
            Standardize = standardize,
        };
        TableData table = Table($"x,y\n{string.Concat(values.Split(' ').Select(value => $"{value},a\n"))}", options);
        return TableSchema.Fit(table).Apply(table).Inputs.ToArray();
    }
}
