namespace DeepTrainer.Tests;

/// <summary>What columns become, compared with what is computed by hand.</summary>
public class TableEncodingTests
{
    [Fact]
    public void EachColumn_BecomesWhatItWasDeclaredToBe()
    {
        TableSchema schema = Passengers.Schema();
        Dataset data = schema.Apply(Passengers.Table());
        Assert.Equal(["age", "fare", "sex", "port"], schema.Columns);
        Assert.Equal(["age", "fare", "sex=female", "sex=male", "port=(missing)", "port=Q, old", "port=S"], schema.InputNames);
        Assert.Equal(["no", "yes"], data.ClassNames);
        Assert.Equal([1, 0, 1, 0], data.Labels);
        Assert.Equal(4, schema.Rows);
        // Ages 20, 30 (the mean), 40, 30: variance 200 / 4. Fares 10, 30, 20, 0: mean 15, variance 500 / 4.
        float age = MathF.Sqrt(50), fare = MathF.Sqrt(125);
        float[][] expected =
        [
            [-10 / age, -5 / fare, 1, 0, 0, 0, 1],
            [0, 15 / fare, 0, 1, 0, 1, 0],
            [10 / age, 5 / fare, 1, 0, 1, 0, 0],
            [0, -15 / fare, 0, 1, 0, 0, 1],
        ];
        for (int row = 0; row < 4; row++)
            Assert.Equal(expected[row], data.Input(row).ToArray(), (a, b) => MathF.Abs(a - b) < 1e-6f);
    }

    [Theory]
    [InlineData("Mean", "1 NA 6 2 NA", new float[] { 1, 3, 6, 2, 3 })]
    [InlineData("Median", "1 NA 6 2 NA", new float[] { 1, 2, 6, 2, 2 })]
    [InlineData("Median", "1 NA 6 2 5", new float[] { 1, 3.5f, 6, 2, 5 })]
    [InlineData("Constant(-1)", "1 NA 6", new float[] { 1, -1, 6 })]
    [InlineData("DropRow", "1 NA 6 2 NA", new float[] { 1, 6, 2 })]
    public void MissingNumbers_BecomeWhatWasSaid(string policy, string values, float[] expected)
    {
        Missing missing = new[] { Missing.Mean, Missing.Median, Missing.DropRow, Missing.Constant(-1) }.Single(m => m.ToString() == policy);
        Assert.Equal(expected, Passengers.Column(values, TableColumn.Number("x", missing)));
        // As the policy of all columns, too.
        Assert.Equal(expected, Passengers.Column(values, null, missing));
    }

    [Theory]
    [InlineData("Category", "b NA a", new float[] { 0, 0, 1, 1, 0, 0, 0, 1, 0 })]
    [InlineData("Constant(\"b\")", "b NA a", new float[] { 0, 1, 0, 1, 1, 0 })]
    [InlineData("Constant(\"c\")", "b NA a", new float[] { 0, 1, 0, 0, 0, 1, 1, 0, 0 })]
    [InlineData("DropRow", "b NA a", new float[] { 0, 1, 1, 0 })]
    public void MissingTexts_BecomeWhatWasSaid(string policy, string values, float[] expected)
    {
        Missing missing = new[] { Missing.Category, Missing.DropRow, Missing.Constant("b"), Missing.Constant("c") }.Single(m => m.ToString() == policy);
        Assert.Equal(expected, Passengers.Column(values, TableColumn.OneHot("x", missing)));
        Assert.Equal(expected, Passengers.Column(values, null, missing));
    }

    // Null from a database, nothing in a file, quoted or not: whatever the marks are.
    [Fact]
    public void AnEmptyText_IsMissing_AndWhiteSpaceAroundTextsIsNothing()
    {
        TableOptions options = new() { Columns = [TableColumn.OneHot("sex", Missing.DropRow), TableColumn.Label("y", ["a", "b"])], MissingMarks = ["NA"] };
        TableSchema file = Passengers.Schema("\" sex\",y\n\" male\",a\n\"  \",a\n,b\nfemale ,\"b \"\n", options);
        Assert.Equal(["female", "male"], file.Texts("sex"));
        Assert.Equal([0, 1], file.Encode(("sex", " male")));
        TableSchema rows = TableSchema.Fit(TableData.FromRows(["sex", "y"], [[" male", "a"], [null, "b"], ["female ", "b "]], options));
        Assert.Equal(TableText.Write(file), TableText.Write(rows));
    }

    // Predictions would belong to other rows.
    [Fact]
    public void WithoutTargets_NoRowIsLeftOut()
    {
        TableSchema schema = Passengers.Schema("x,y\n1,0\n2,1\n", new() { Columns = [TableColumn.Number("x", Missing.DropRow), TableColumn.Label("y")] });
        TableData table = Passengers.Table("x\n1\nNA\n2\n");
        Assert.StartsWith("'people.csv', line 3: column 'x': the value is missing",
            Assert.Throws<InvalidDataException>(() => schema.ApplyToInputs(table)).Message, StringComparison.Ordinal);
        Assert.Equal(2, schema.ApplyToInputs(table.Subset([0, 2])).Count);
    }

    // Seconds since 1970, which floats tell apart by 128.
    [Fact]
    public void TheMeanIsTakenOff_BeforeNumbersBecomeFloats()
    {
        foreach (Missing missing in new[] { Missing.Mean, Missing.Median })
        {
            float[] scaled = Passengers.Column("1700000000 1700000001 NA 1700000002", TableColumn.Number("x", missing), standardize: true);
            Assert.Equal([-1.4142135f, 0, 0, 1.4142135f], scaled);
        }
        TableSchema schema = Passengers.Schema("x,y\n1700000000,0\n1700000001,0\n1700000002,1\n", new() { Columns = [TableColumn.Label("y")] });
        Assert.Equal([1.2247449f], TableText.Read(TableText.Write(schema)).Encode(("x", "1700000002")));
        // What stands for a missing value is the number that is written, not the float nearest to it.
        Assert.Equal([0, 0], Passengers.Column("0.1 NA", TableColumn.Number("x", Missing.Constant(0.1f)), standardize: true));
    }

    // Quadratic, it would take a minute.
    [Fact]
    public void WideTables_AreReadByTheirNames()
    {
        string[] names = [.. Enumerable.Range(0, 100_000).Select(i => $"a column with a long name that ends in {i}")], values = [.. names.Select(_ => "1")];
        TableData table = TableData.FromRows([.. names], [values], new() { Standardize = false });
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        TableSchema schema = TableSchema.Fit(table);
        Assert.Equal(names.Length, schema.Apply(table).InputSize);
        Assert.Equal(names.Length, schema.Encode(names.ToDictionary(name => name, _ => (string?)"1")).Length);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    // As scikit-learn's SimpleImputer followed by StandardScaler: what was filled in counts.
    [Fact]
    public void Scales_AreThoseOfTheFilledColumn()
    {
        float[] scaled = Passengers.Column("1 NA 6 2 NA", TableColumn.Number("x", Missing.Constant(10)), standardize: true);
        float[] filled = [1, 10, 6, 2, 10];
        double mean = filled.Average(), deviation = Math.Sqrt(filled.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(filled.Select(v => (float)((v - mean) / deviation)), scaled, (a, b) => MathF.Abs(a - b) < 1e-6f);
        // A column that says nothing has no scale; large numbers don't cancel.
        Assert.Equal([0, 0, 0], Passengers.Column("7 7 7", null, standardize: true));
        Assert.Equal([-1.2247449f, 0, 1.2247449f], Passengers.Column("16777200 16777202 16777204", null, standardize: true));
    }

    [Fact]
    public void Dictionaries_StandBehindAllOtherInputs_InOrderOfTheTexts()
    {
        const string Text = "city,n,street\nRome,1,b\nBonn,2,a\nRome,3,\n";
        TableOptions options = new()
        {
            Columns = [TableColumn.Index("city"), TableColumn.Index("street", Missing.Category, allowUnknown: true), TableColumn.Target("n")],
        };
        TableSchema schema = Passengers.Schema(Text, options with { Columns = [.. options.Columns[..2], TableColumn.Number("n", standardize: false)] });
        Assert.Equal(["n", "city", "street"], schema.Columns);
        Dataset data = schema.Apply(Passengers.Table(Text));
        Assert.Equal([1, 1, 3, 2, 0, 2, 3, 1, 1], data.Inputs);
        Assert.Equal(["Bonn", "Rome"], schema.Texts("city"));
        Assert.Equal(["(unknown)", "(missing)", "a", "b"], schema.Texts("street"));
        Assert.Empty(schema.Texts("n"));
        Assert.Equal([9, 0, 0], schema.Encode(("city", "Bonn"), ("street", "c"), ("n", "9")));
        Assert.Equal([0], data.TargetShape.AsSpan());
    }

    [Fact]
    public void UnknownTexts_AreAllZero_IfTheyMayCome()
    {
        TableSchema schema = Passengers.Schema("x,y\na,1\nb,0\n", new() { Columns = [TableColumn.OneHot("x", allowUnknown: true), TableColumn.Label("y")] });
        Assert.Equal([0, 1], schema.Encode(("x", "b")));
        Assert.Equal([0, 0], schema.Encode(("x", "c")));
    }

    [Fact]
    public void SeveralTargets_StandInTheOrderInWhichTheyWereDeclared()
    {
        const string Text = "a,kind,x,b\n1,dog,5,2\n3,cat,6,4\n";
        TableColumn a = TableColumn.Target("a"), b = TableColumn.Target("b"), kind = TableColumn.Label("kind");
        Dataset data = Apply(b, a);
        Assert.Equal([2, 1, 4, 3], data.Targets);
        Assert.Equal([2], data.TargetShape.AsSpan());
        // For a network with a head for each: class numbers among the values, as several losses take them.
        Assert.Equal([1, 2, 1, 0, 4, 3], Apply(kind, b, a).Targets);
        Assert.Equal(["cat", "dog"], Passengers.Schema(Text, new() { Columns = [kind, b, a] }).ClassNames);

        Dataset Apply(params TableColumn[] targets)
        {
            TableData table = Passengers.Table(Text, new() { Columns = [.. targets, .. targets.Length == 2 ? [TableColumn.Skip("kind")] : Array.Empty<TableColumn>()] });
            return TableSchema.Fit(table).Apply(table);
        }
    }

    [Theory]
    [InlineData("3 0 1", new[] { 3, 0, 1 }, 4)]
    [InlineData("b a b", new[] { 1, 0, 1 }, 2)]
    public void Classes_AreNumberedAsInOtherFiles(string labels, int[] expected, int classes)
    {
        TableData table = Passengers.Table($"x,y\n{string.Concat(labels.Split(' ').Select(l => $"1,{l}\n"))}", new() { Columns = [TableColumn.Label("y")] });
        Dataset data = TableSchema.Fit(table).Apply(table);
        Assert.Equal(expected, data.Labels);
        Assert.Equal(classes, data.Classes);
        Assert.Equal(data.Labels,
            Dataset.FromCsv(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"x,y\n{string.Concat(labels.Split(' ').Select(l => $"1,{l}\n"))}")),
                new() { HasHeader = true }).Labels);
    }

    [Fact]
    public void ClassNames_MayBeGiven_AndMayHaveClassesWithoutARow()
    {
        TableSchema schema = Passengers.Schema("x,y\n1,b\n", new() { Columns = [TableColumn.Label("y", ["c", "b", "a"])] });
        Assert.Equal(["c", "b", "a"], schema.ClassNames);
        Assert.Equal([1, 2], schema.Apply(Passengers.Table("x,y\n1,b\n1,a\n")).Labels);
    }

    // Nothing of the rows to be measured gets into what is fitted, and they are encoded by what was.
    [Fact]
    public void WhatIsFitted_KnowsTrainingRowsAlone()
    {
        const string Train = "x,t,y\n1,a,0\n3,b,1\n", Test = "x,t,y\n1000,a,1\n,b,0\n";
        TableOptions options = new() { Columns = [TableColumn.Number("x", Missing.Mean), TableColumn.Label("y")] };
        TableData both = Passengers.Table(Train + Test["x,t,y\n".Length..], options);
        TableSchema schema = TableSchema.Fit(both.Subset(..2));
        Assert.Equal(TableText.Write(Passengers.Schema(Train, options)), TableText.Write(schema));
        Assert.Equal([998, 1, 0, 0, 0, 1], schema.Apply(both.Subset(2..)).Inputs);
    }

    [Fact]
    public void Rows_AreEncodedAsFilesAre()
    {
        TableSchema schema = Passengers.Schema();
        TableData table = Passengers.Table();
        Dataset data = schema.Apply(table);
        for (int row = 0; row < table.Count; row++)
        {
            Dictionary<string, string?> texts = table.Columns.ToDictionary(name => name, name => (string?)table[row, name]);
            Assert.Equal(data.Input(row), schema.Encode(texts));
            Assert.Equal(data.Input(row), schema.Encode(("port", table[row, "port"]), ("sex", table[row, "sex"]), ("age", table[row, "age"]), ("fare", $" {table[row, "fare"]} ")));
            Assert.Equal(data.Input(row), schema.ApplyToInputs(table.Subset([row])).Inputs);
        }
        Assert.Equal(data.Input(1), schema.Encode(("age", null), ("fare", "30"), ("sex", "male"), ("port", "Q, old")));
    }

    [Fact]
    public void TablesFromElsewhere_AreThoseOfFiles()
    {
        TableData file = Passengers.Table();
        TableData rows = TableData.FromRows(file.Columns, Enumerable.Range(0, 4)
            .Select(r => file.Columns.Select(c => file[r, c] is { Length: > 0 } text ? text : null).ToArray()), Passengers.Options);
        Assert.Equal(TableText.Write(TableSchema.Fit(file)), TableText.Write(TableSchema.Fit(rows)));
        // Whatever the order of their columns, and whatever else they have.
        string[] names = ["new", .. file.Columns.Reverse()];
        TableData turned = TableData.FromRows([.. names], Enumerable.Range(0, 4).Select(r => names.Select(c => c == "new" ? "?" : file[r, c]).ToArray()), Passengers.Options);
        Assert.Equal(TableSchema.Fit(file).Apply(file).Inputs, TableSchema.Fit(file).Apply(turned).Inputs);
    }

    [Fact]
    public void Parts_AreThoseOfDatasets()
    {
        string text = "x,y\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{i},{(i % 3 == 0 ? "a" : "b")}\n"));
        TableData table = Passengers.Table(text, new() { Columns = [TableColumn.Label("y")], Standardize = false });
        TableSchema schema = TableSchema.Fit(table);
        Dataset all = schema.Apply(table);
        (TableData first, TableData second) = table.Split(0.8, seed: 3);
        (Dataset train, Dataset test) = all.Split(0.8, seed: 3);
        Assert.Equal(train.Inputs, schema.Apply(first).Inputs);
        Assert.Equal(test.Inputs, schema.Apply(second).Inputs);
        Assert.Equal(all.SplitInOrder(0.7).Second.Inputs, schema.Apply(table.SplitInOrder(0.7).Second).Inputs);
        (first, second) = table.SplitStratified("y", 0.5, seed: 1);
        Assert.Equal(all.SplitStratified(0.5, seed: 1).First.Inputs, schema.Apply(first).Inputs);
        Assert.Equal(17, schema.Apply(second).Labels.ToArray().Count(label => label == 0));
    }

    [Fact]
    public void ASummary_TellsWhatEachColumnBecame() => Assert.Equal(
        """
        age       input 0: number, mean 30, deviation 7.07107; 30 if missing
        fare      input 1: number, mean 15, deviation 11.1803; 0 if missing
        sex       input 2-3: 2 one-hot
        port      input 4-6: 3 one-hot
        survived  2 classes
        7 inputs of 4 columns, fitted to 4 rows

        """, Passengers.Schema().Summary(), ignoreLineEndingDifferences: true);
}
