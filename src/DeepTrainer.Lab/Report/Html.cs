using System.Xml;
using System.Xml.Linq;

namespace DeepTrainer.Lab;

/// <summary>
/// Elements of a page. They are XML, so that all text is escaped and the page can be read by any XML reader; it is HTML as well, since what is no void
/// element has an end tag.
/// </summary>
internal static class Html
{
    private static readonly HashSet<string> s_void = ["br", "img", "meta", "col", "hr"];

    /// <summary>An element with attributes (<see cref="XAttribute"/>), elements and texts.</summary>
    public static XElement Element(string name, params object?[] content)
    {
        XElement element = new(name);
        foreach (object? part in content)
            Add(element, part);
        // An empty text makes an end tag.
        if (element.IsEmpty && !s_void.Contains(name))
            element.Add("");
        return element;
    }

    /// <summary>An attribute.</summary>
    public static XAttribute With(string name, object value) => new(name, value is string text ? Readable(text) : value);

    /// <summary>A cell with the exact number, if there is one, beside what is shown of it.</summary>
    public static XElement Cell(string shown, double value, string? kind = null) =>
        Element("td", With("class", "n"), double.IsNaN(value) ? null : With("data-value", Numbers.Text($"{value:R}")), kind is null ? null : With("data-kind", kind), shown);

    /// <summary>A table with a line of headings, which stand to the right where numbers do; it scrolls by itself where it is too wide.</summary>
    public static XElement Table(string id, IEnumerable<string> headings, IEnumerable<XElement> rows)
    {
        XElement[][] cells = [.. rows.Select(row => row.Elements().ToArray())];
        IEnumerable<XElement> head = headings.Select((heading, column) => Element("th", cells.Any(row => IsNumber(row[column])) ? With("class", "n") : null, heading));
        return Element("div", With("class", "scroll"),
            Element("table", With("id", id), Element("thead", Element("tr", head)), Element("tbody", cells.Select(row => row[0].Parent))));

        static bool IsNumber(XElement cell) => cell.Attribute("class")?.Value.Split(' ').Contains("n") == true;
    }

    /// <summary>Something that is folded until it is clicked.</summary>
    public static XElement Folded(string heading, params object?[] content) => Element("details", Element("summary", heading), content);

    /// <summary>The page as text.</summary>
    public static string Page(XElement html)
    {
        XmlWriterSettings settings = new() { OmitXmlDeclaration = true, Indent = false, ConformanceLevel = ConformanceLevel.Fragment, NewLineChars = "\n" };
        using StringWriter text = new();
        text.Write("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(text, settings))
            html.WriteTo(writer);
        return text.ToString() + "\n";
    }

    private static void Add(XElement element, object? part)
    {
        if (part is string text)
            element.Add(Readable(text));
        else if (part is System.Collections.IEnumerable several and not XElement)
        {
            foreach (object? one in several)
                Add(element, one);
        }
        else if (part is not null)
            element.Add(part);
    }

    // What no page can hold, such as a NUL in a name.
    private static string Readable(string text) => text.All(XmlConvert.IsXmlChar) ? text
        : string.Concat(text.EnumerateRunes().Select(r => r.IsBmp && !XmlConvert.IsXmlChar((char)r.Value) ? "\uFFFD" : r.ToString()));
}
