using System.Buffers;
using System.Text.Json;

namespace Clearing.Server.Http;

/// <summary>What an answer is written on before it is sent; each thread has one, and uses it again.</summary>
internal sealed class Sheet
{
    private const int Usual = 1024;
    private const int MostKept = 1 << 20;

    [ThreadStatic]
    private static Sheet? _own;

    private Sheet() => Json = new Utf8JsonWriter(Octets, new JsonWriterOptions { SkipValidation = true });

    public ArrayBufferWriter<byte> Octets { get; } = new(Usual);

    public Utf8JsonWriter Json { get; }

    /// <summary>The thread's own, empty. What is written on it is sent before the thread does anything else.</summary>
    public static Sheet Take()
    {
        if (_own is not { } sheet || sheet.Octets.Capacity > MostKept)
        {
            return _own = new Sheet();
        }

        sheet.Octets.ResetWrittenCount();
        sheet.Json.Reset();
        return sheet;
    }
}
