using System.Globalization;
using System.Text;

namespace Genesys.Benchmarks.Journal;

/// <summary>Growth as a table and as a chart in a page, between two comments that it has.</summary>
internal static class GrowthPage
{
    private const string Begin = "<!-- growth -->";
    private const string End = "<!-- end of growth -->";
    private const string Chart = "growth.svg";

    private const int Width = 760;
    private const int Height = 300;
    private const int Left = 64;
    private const int Top = 24;
    private const int PlotWidth = 260;
    private const int PlotHeight = 210;
    private const int Second = Left + PlotWidth + 110;

    private static readonly int[] Factors = [1, 2, 4, 5, 10];
    private static readonly string[] Colours = ["#1b6ec2", "#c2571b"];

    /// <summary>The rows as Markdown.</summary>
    public static string Table(IEnumerable<GrowthRow> rows)
    {
        var text = new StringBuilder();
        text.AppendLine(
            "| store | finished | open | recorded/s | p50, p99 of a record | finished/s by one pump | memory | on disk "
                + "for each |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Store} | {row.Finished:n0} | {row.Open:n0} | {row.Rate:n0} | {row.P50:f1}, {row.P99:f1} ms | {row.Finishes:n0} | "
                + $"{row.Memory / 1e6:n0} MB | {(row.Finished + row.Open == 0 ? "" : $"{row.BytesEach:n0} B")} |"));
        }

        return text.ToString();
    }

    /// <summary>Puts the table and the chart's picture into the page.</summary>
    public static void Write(string page, string table, List<GrowthRow> rows)
    {
        var text = File.ReadAllText(page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        if (begin < Begin.Length || end < begin)
        {
            throw new InvalidOperationException($"{page} must have the comments {Begin} and {End}.");
        }

        var pictures = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(page))!, "pictures");
        File.WriteAllText(Path.Combine(pictures, Chart), Draw(rows));
        File.WriteAllText(
            page,
            $"{text[..begin]}\n\n{table}\n![Records a second, and the 99th percentile of a record's time, behind so many deliveries](pictures/{Chart})\n\n{text[end..]}");
    }

    private static string Draw(List<GrowthRow> rows)
    {
        var svg = new StringBuilder();
        Add(
            svg,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="11" fill="#555">""");
        Plot(svg, rows, Left, "recorded a second", row => row.Rate);
        Plot(svg, rows, Second, "p99 of a record, ms", row => row.P99);
        var at = Left;
        foreach (var (store, index) in rows.Select(row => row.Store).Distinct(StringComparer.Ordinal)
            .Select((store, index) => (store, index)))
        {
            Add(svg, $"""<text x="{at}" y="{Height - 8}" fill="{Colours[index]}">■ {store}</text>""");
            at += 110;
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Add(StringBuilder svg, FormattableString line) =>
        svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Plot(
        StringBuilder svg, List<GrowthRow> rows, int left, string title, Func<GrowthRow, double> value)
    {
        var most = Round(rows.Max(value));
        var longest = Math.Max(1, rows.Max(row => row.Finished + row.Open));
        Add(svg, $"""<text x="{left}" y="{Top - 8}" fill="#333" font-weight="bold">{title}</text>""");
        for (var line = 0; line <= 4; line++)
        {
            var y = Top + PlotHeight - (PlotHeight * line / 4);
            Add(svg, $"""<line x1="{left}" x2="{left + PlotWidth}" y1="{y}" y2="{y}" stroke="#ddd"/>""");
            Add(svg, $"""<text x="{left - 6}" y="{y + 4}" text-anchor="end">{most * line / 4:#,0.##}</text>""");
        }

        for (var half = 0; half <= 2; half++)
        {
            var at = longest * half / 2;
            Add(
                svg,
                $"""<text x="{X(at):f0}" y="{Top + PlotHeight + 18}" text-anchor="middle">{at / 1e6:0.##} million</text>""");
        }

        foreach (var (store, index) in rows.GroupBy(row => row.Store, StringComparer.Ordinal)
            .Select((store, index) => (store, index)))
        {
            var points = string.Join(' ', store.Select(row => string.Create(
                CultureInfo.InvariantCulture,
                $"{X(row.Finished + row.Open):f0},{Top + PlotHeight - (PlotHeight * value(row) / most):f0}")));
            Add(svg, $"""<polyline points="{points}" fill="none" stroke="{Colours[index]}" stroke-width="2"/>""");
        }

        double X(long deliveries) => left + (PlotWidth * deliveries / (double)longest);
    }

    /// <summary>The next number above that is 1, 2, 4 or 5 times a power of ten.</summary>
    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 1e-9))));
        return Factors.First(factor => factor * power >= value) * power;
    }
}
