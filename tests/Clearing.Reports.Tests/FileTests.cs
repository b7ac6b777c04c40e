using System.Globalization;
using System.Text;
using System.Text.Json;
using Sylvan.Data.Csv;

namespace Clearing.Reports.Tests;

public sealed class FileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private byte[] Written(RunSummary run, string file, PaymentsFormat format = PaymentsFormat.Csv)
    {
        Assert.Null(RunFiles.Write(run, _folder["out"], format));
        return File.ReadAllBytes(_folder["out", file]);
    }

    [Theory]
    [InlineData("summary.json")]
    [InlineData("payments.csv")]
    [InlineData("accounts.csv")]
    public void Files_match_their_golden_files(string file) =>
        Golden.Matches(GoldenRun.FileOf(file), Encoding.UTF8.GetString(Written(GoldenRun.Build(), file)));

    [Theory]
    [InlineData("summary.json")]
    [InlineData("payments.csv")]
    [InlineData("accounts.csv")]
    public void Text_files_are_UTF_8_with_line_feeds_and_no_byte_order_mark(string file)
    {
        byte[] bytes = Written(GoldenRun.Build(), file);

        Assert.NotEqual(0xEF, bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
        Assert.Equal((byte)'\n', bytes[^1]);
    }

    [Fact]
    public void The_summary_is_valid_JSON_whatever_the_texts_hold()
    {
        byte[] bytes = Written(Hostile.Build(), "summary.json");

        using JsonDocument document = JsonDocument.Parse(bytes);
        Assert.Equal(Hostile.Text, document.RootElement.GetProperty("expectations")[0].GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("seed").ValueKind);
    }

    [Fact]
    public void Payment_ids_survive_a_reader_of_RFC_4180()
    {
        RunSummary run = Hostile.Build();
        Written(run, "payments.csv");

        using var reader = CsvDataReader.Create(_folder["out", "payments.csv"]);
        for (int i = 0; i < run.Scenario.Payments.Count; i++)
        {
            Assert.True(reader.Read());
            Assert.Equal(run.Scenario.Payments.IdOf(i), reader.GetString(1));
        }

        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData("JPY", 0, "1234567")]
    [InlineData("USD", 2, "12345.67")]
    [InlineData("KWD", 3, "1234.567")]
    [InlineData("CLF", 4, "123.4567")]
    public void Amounts_have_the_decimals_of_the_currency(string code, int decimals, string expected)
    {
        RunSummary run = new RunBuilder { Currency = new(code, decimals) }.WithBanks("A", "B")
            .Pay("p", 0, "A", "B", 1_234_567).WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        string[] row = Lines(Written(run, "payments.csv"))[1].Split(',');

        Assert.Equal([expected, code], row[5..7]);
        Assert.Equal(["", "", "unsettled", "", ""], row[9..]);
    }

    [Fact]
    public void The_largest_amount_is_written_in_full()
    {
        RunSummary run = new RunBuilder().WithBanks("A", "B").Pay("p", 0, "A", "B", long.MaxValue)
            .WithSystem("s", "rtgs", o => o.Closed(0)).Build();

        Assert.Contains(",92233720368547758.07,", Lines(Written(run, "payments.csv"))[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTC", 0, "2026-01-05T09:00:00.000000")]
    [InlineData("Etc/UTC", 0, "2026-01-05T09:00:00.000000")]
    [InlineData("Europe/London", 0, "2026-01-05T09:00:00.000000+00:00")]
    [InlineData("Asia/Kolkata", 0, "2026-01-05T14:30:00.000000+05:30")]
    [InlineData("America/New_York", 61, "2026-03-07T04:00:00.000000-05:00")]
    [InlineData("America/New_York", 63, "2026-03-09T05:00:00.000000-04:00")]
    public void Times_are_local_with_the_offset_in_force_unless_the_zone_is_UTC(string zone, int days, string expected)
    {
        var builder = new RunBuilder { Zone = zone }.WithBanks("A", "B");
        for (int day = 0; day <= days; day++)
        {
            builder.WithDay();
        }

        RunSummary run = builder.Pay("p", 9 * 3600, "A", "B", 1, day: days + 1)
            .WithSystem("s", "rtgs", _ => { }).Build();

        Assert.Equal(expected, Lines(Written(run, "payments.csv"))[1].Split(',')[8]);
    }

    [Fact]
    public void Generated_ids_are_numbered_and_many_chunks_keep_their_order()
    {
        const int rows = 100_000;
        var builder = new RunBuilder { GeneratedPrefix = "g-" }.WithBanks("A", "B");
        for (int i = 0; i < rows; i++)
        {
            builder.Pay("", 9 * 3600, "A", "B", i + 1);
        }

        RunSummary run = builder.WithSystem("s", "rtgs", o => o.Closed(0)).WithSystem("t", "dns", o => o.Closed(0))
            .Build();
        string[] lines = Lines(Written(run, "payments.csv"));

        Assert.Equal((2 * rows) + 1, lines.Length);
        for (int i = 0; i < lines.Length - 1; i++)
        {
            string system = i < rows ? "s" : "t";
            string number = ((i % rows) + 1).ToString(CultureInfo.InvariantCulture);
            Assert.StartsWith(system + ",g-" + number + ",1,A,B,", lines[i + 1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(PaymentsFormat.Csv, "accounts.csv payments.csv report.html summary.json")]
    [InlineData(PaymentsFormat.Parquet, "accounts.csv payments.parquet report.html summary.json")]
    [InlineData(PaymentsFormat.None, "accounts.csv report.html summary.json")]
    public void Payments_are_written_as_asked(PaymentsFormat format, string files)
    {
        Written(GoldenRun.Build(), "summary.json", format);

        Assert.Equal(
            files.Split(' '),
            Directory.EnumerateFiles(_folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        var seen = new Collected();
        Assert.Null(RunFiles.Write(GoldenRun.Build(), _folder["out"], PaymentsFormat.Csv, progress: seen));

        Assert.Equal(new WriteProgress(12, 12), seen.Reports[^1]);
    }

    private static string[] Lines(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n');

    private sealed class Collected : IProgress<WriteProgress>
    {
        public List<WriteProgress> Reports { get; } = [];

        public void Report(WriteProgress value) => Reports.Add(value);
    }
}
