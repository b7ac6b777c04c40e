using System.Text;
using Clearing.Scenarios.Model;

namespace Clearing.Reports.Files;

/// <summary>
/// Writes <c>payments.csv</c>. Chunks of rows are formatted side by side and written in order, so the bytes do not
/// depend on the number of cores, and memory holds a few chunks whatever the length of the day.
/// </summary>
internal static class PaymentsCsv
{
    private const int ChunkRows = 16_384;
    private const int ExpectedRowBytes = 176;

    public static void Write(string path, RunSummary run, Action<long> advance)
    {
        Scenario scenario = run.Scenario;
        LocalTime time = LocalTime.Of(scenario);
        byte[][] participants = PaymentRows.Fields(scenario.Participants);
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(Encoding.ASCII.GetBytes(PaymentRows.Header(run)));
        RowBuffer[] buffers = NewBuffers(Math.Min(scenario.Payments.Count, ChunkRows));
        for (int s = 0; s < run.Outcomes.Count; s++)
        {
            var rows = new PaymentRows(run, s, time, participants);
            WriteSystem(file, rows, scenario.Payments.Count, buffers, advance);
            buffers[0].Clear();
            rows.WriteMade(buffers[0]);
            file.Write(buffers[0].Written);
        }

        foreach (RowBuffer buffer in buffers)
        {
            buffer.Dispose();
        }
    }

    private static RowBuffer[] NewBuffers(int rows) =>
        [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new RowBuffer(rows * ExpectedRowBytes))];

    private static void WriteSystem(
        FileStream file, PaymentRows rows, int count, RowBuffer[] buffers, Action<long> advance)
    {
        for (int start = 0; start < count; start += ChunkRows * buffers.Length)
        {
            int first = start;
            int chunks = Math.Min(buffers.Length, (count - first + ChunkRows - 1) / ChunkRows);
            Parallel.For(0, chunks, chunk =>
            {
                buffers[chunk].Clear();
                int from = first + (chunk * ChunkRows);
                rows.Write(buffers[chunk], from, Math.Min(count, from + ChunkRows));
            });
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                file.Write(buffers[chunk].Written);
            }

            advance(Math.Min(count - first, chunks * ChunkRows));
        }
    }
}
