using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Clearing.Grains.Operating;

/// <summary>
/// Lines of a trail as its journal has them (docs/reference/access.md): one JSON object each, in which whatever could
/// end a line or begin another is escaped.
/// </summary>
internal static class TrailText
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <summary>The most characters of each text of a line; what is longer is cut.</summary>
    private const int MostText = 2_000;

    public static byte[] Write(IEnumerable<TrailLine> lines)
    {
        ArrayBufferWriter<byte> octets = new();
        using Utf8JsonWriter writer = new(octets);
        foreach (TrailLine line in lines)
        {
            writer.WriteStartObject();
            writer.WriteNumber("n", line.Number);
            writer.WriteString("time", TimeOf(line.TimeUs));
            writer.WriteString("by", Cut(line.Entry.By));
            writer.WriteString("kind", Cut(line.Entry.Kind));
            writer.WriteString("about", Cut(line.Entry.About));
            writer.WriteString("detail", Cut(line.Entry.Detail));
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset();
            octets.Write("\n"u8);
        }

        return octets.WrittenSpan.ToArray();
    }

    public static IEnumerable<TrailLine> Read(ReadOnlyMemory<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            int end = octets.Span.IndexOf((byte)'\n');
            using JsonDocument document = JsonDocument.Parse(octets[..end]);
            JsonElement line = document.RootElement;
            yield return new TrailLine(
                line.GetProperty("n").GetInt64(),
                Us(line.GetProperty("time").GetString()!),
                new TrailEntry(Text(line, "by"), Text(line, "kind"), Text(line, "about"), Text(line, "detail")));
            octets = octets[(end + 1)..];
        }
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];

    private static string TimeOf(long us) => DateTimeOffset.UnixEpoch.AddTicks(us * TimeSpan.TicksPerMicrosecond)
        .ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static long Us(string time) => (DateTimeOffset.ParseExact(
        time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) - DateTimeOffset.UnixEpoch)
        .Ticks / TimeSpan.TicksPerMicrosecond;
}
