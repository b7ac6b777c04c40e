using System.Text;
using CsCheck;

namespace Clearing.Scenarios.Tests;

/// <summary>Whatever bytes a file holds, the reader gives a scenario or located errors and never throws.</summary>
public sealed class FuzzTests
{
    private const string Csv = "id,at,from,to,amount,priority\n\"q1\",10:00,A,B,1.50,high\nq2,11:00:30.5,B,A,2,\n";

    private static readonly byte[] YamlBytes = Encoding.UTF8.GetBytes(
        Reading.Minimal.Replace("systems:", "  - file: p.csv\nsystems:", StringComparison.Ordinal)
        + """

          calendar: { date: 2026-01-05, open: "08:00", time-zone: Europe/Berlin }
          limits: [{ from: A, to: B, bilateral: 5 }]
          events:
            - { at: "10:00", outage: A, until: "11:00" }
          behaviours: [{ participants: [A], send: { hold-until: "11:00" } }]
          expect:
            - { system: gross, settled: { at-least: 1, at-most: 9 }, turnover: null }
            - { system: gross, payment: p1, at: "09:00", status: settled }
          """);

    private static readonly byte[] CsvBytes = Encoding.UTF8.GetBytes(Csv);

    // Bytes that mean something to YAML or CSV come more often than others.
    private static readonly byte[] Telling = [.. ":-{}[],\"'\\#&*!|>%@`?~<\n\r\t 0e.\0"u8];

    private static readonly Gen<byte> SomeByte =
        Gen.OneOf(Gen.Byte, Gen.Int[0, Telling.Length - 1].Select(i => Telling[i]));

    [Fact]
    public void Every_prefix_of_a_scenario_is_read_or_refused()
    {
        for (int length = 0; length < YamlBytes.Length; length++)
        {
            AssertReadable(YamlBytes[..length], CsvBytes);
        }

        Assert.Empty(Read(YamlBytes, CsvBytes).Errors);
    }

    [Fact]
    public void Every_prefix_of_a_csv_file_is_read_or_refused()
    {
        for (int length = 0; length < CsvBytes.Length; length++)
        {
            AssertReadable(YamlBytes, CsvBytes[..length]);
        }
    }

    [Fact]
    public void Every_mutation_of_a_scenario_is_read_or_refused() =>
        Mutated(YamlBytes).Sample(bytes => AssertReadable(bytes, CsvBytes), iter: 2000, threads: 1);

    [Fact]
    public void Every_mutation_of_a_csv_file_is_read_or_refused() =>
        Mutated(CsvBytes).Sample(bytes => AssertReadable(YamlBytes, bytes), iter: 1000, threads: 1);

    private static Gen<byte[]> Mutated(byte[] seed) =>
        Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Int[0, 12], SomeByte.Array[0, 8]).Array[1, 4].Select(edits =>
        {
            List<byte> bytes = [.. seed];
            foreach ((int at, int removed, byte[] inserted) in edits)
            {
                int start = Math.Min(at, bytes.Count);
                bytes.RemoveRange(start, Math.Min(removed, bytes.Count - start));
                bytes.InsertRange(start, inserted);
            }

            return bytes.ToArray();
        });

    private static void AssertReadable(byte[] yaml, byte[] csv)
    {
        ScenarioResult result = Read(yaml, csv);

        Assert.Equal(result.Scenario is null, result.Errors.Count > 0);
        Assert.All(result.Errors, error => Assert.StartsWith("CLR-1", error.Code, StringComparison.Ordinal));
    }

    private static ScenarioResult Read(byte[] yaml, byte[] csv)
    {
        using TemporaryFolder folder = new();
        folder.Write("p.csv", csv);
        return ScenarioReader.Read(folder.Write("scenario.yaml", yaml));
    }
}
