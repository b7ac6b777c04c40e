using Parquet;
using Parquet.Schema;

namespace Clearing.Reports.Tests;

public sealed class ParquetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Write(RunSummary run)
    {
        Assert.Null(RunFiles.Write(run, _folder["out"], PaymentsFormat.Parquet));
        return _folder["out", "payments.parquet"];
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        byte[] first = File.ReadAllBytes(Write(GoldenRun.Build()));
        byte[] second = File.ReadAllBytes(Write(GoldenRun.Build()));

        Assert.Equal(first, second);
        Golden.Matches(GoldenRun.FileOf("payments.parquet"), first);
    }

    [Fact]
    public async Task Values_are_those_of_the_run()
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(
            Write(GoldenRun.Build()), cancellationToken: TestContext.Current.CancellationToken);
        using ParquetRowGroupReader gross = reader.OpenRowGroupReader(0);
        DataField[] fields = reader.Schema.DataFields;
        int rows = (int)gross.RowCount;
        var amounts = new decimal[rows];
        var settled = new DateTime?[rows];
        await gross.ReadAsync<decimal>(fields[5], amounts, cancellationToken: TestContext.Current.CancellationToken);
        await gross.ReadAsync<DateTime>(fields[10], settled, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([100.00m, 80.50m, 70.05m, 1_000_000.00m, 0.12m, 9.99m], amounts);
        Assert.Equal(new DateTime(2026, 1, 5, 9, 1, 30, DateTimeKind.Utc), settled[1]);
        Assert.Null(settled[3]);
    }

    [Fact]
    public async Task Columns_are_those_of_the_CSV_with_types()
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(
            Write(GoldenRun.Build()), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            "system,id,day,from,to,amount,currency,priority,due_at,entered_at,settled_at,status,route,reason",
            string.Join(',', reader.Schema.DataFields.Select(f => f.Name)));
        Assert.Equal(2, reader.RowGroupCount);
        Type[] types = [.. reader.Schema.DataFields.Select(f => f.ClrType)];
        Assert.Equal((typeof(int), typeof(decimal), typeof(DateTime)), (types[2], types[5], types[10]));
    }
}
