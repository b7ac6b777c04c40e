using Parquet;

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
        Golden.Matches("payments.parquet", first);
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
