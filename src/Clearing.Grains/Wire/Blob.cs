using System.Runtime.InteropServices;

namespace Clearing.Grains.Wire;

/// <summary>
/// An immutable run of fixed-layout records. Within a process it travels by reference; between silos as the bytes of
/// its records (little-endian, as every platform .NET runs on here), which costs a fiftieth of field-wise encoding.
/// </summary>
/// <typeparam name="T">A record without references.</typeparam>
/// <param name="Items">The records; nobody changes them while the message is under way.</param>
public readonly record struct Blob<T>(ReadOnlyMemory<T> Items)
    where T : unmanaged
{
    public ReadOnlySpan<T> Span => Items.Span;

    public int Count => Items.Length;

    /// <summary>The records as an array; a copy unless the blob holds exactly one.</summary>
    public T[] ToArray() =>
        MemoryMarshal.TryGetArray(Items, out ArraySegment<T> segment)
        && segment.Array is { } whole && whole.Length == segment.Count
            ? whole
            : Items.ToArray();
}

/// <summary>What a <see cref="Blob{T}"/> is between silos.</summary>
/// <typeparam name="T">As in the blob.</typeparam>
[GenerateSerializer, Immutable]
public struct BlobSurrogate<T>
    where T : unmanaged
{
    [Id(0)]
    public byte[] Bytes { get; set; }
}

/// <summary>Turns records to bytes and back.</summary>
/// <typeparam name="T">As in the blob.</typeparam>
[RegisterConverter]
public sealed class BlobConverter<T> : IConverter<Blob<T>, BlobSurrogate<T>>
    where T : unmanaged
{
    public Blob<T> ConvertFromSurrogate(in BlobSurrogate<T> surrogate) =>
        new(MemoryMarshal.Cast<byte, T>(surrogate.Bytes).ToArray());

    public BlobSurrogate<T> ConvertToSurrogate(in Blob<T> value) =>
        new() { Bytes = MemoryMarshal.AsBytes(value.Span).ToArray() };
}
