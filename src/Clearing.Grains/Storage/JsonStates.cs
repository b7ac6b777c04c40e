using System.Text.Json;
using Orleans.Storage;

namespace Clearing.Grains.Storage;

/// <summary>
/// States as JSON without names of types: a row can be read by people and by other programs, a class may move, and what
/// a state does not know is passed over, so that a row of a newer program can be read.
/// </summary>
public sealed class JsonStates : IGrainStorageSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, Options));

    public T Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input.ToMemory().Span, Options)!;
}
