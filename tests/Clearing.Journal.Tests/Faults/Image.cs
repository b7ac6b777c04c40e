namespace Clearing.Journal.Tests.Faults;

/// <summary>The octets of a simulated file: grows as it is written, what was never written is zero.</summary>
internal sealed class Image
{
    private byte[] _octets = [];

    public int Length { get; private set; }

    public Span<byte> Octets => _octets.AsSpan(0, Length);

    public void Write(long at, ReadOnlySpan<byte> octets)
    {
        int end = checked((int)at + octets.Length);
        if (end > _octets.Length)
        {
            Array.Resize(ref _octets, Math.Max(end, _octets.Length * 2));
        }

        octets.CopyTo(_octets.AsSpan((int)at));
        Length = Math.Max(Length, end);
    }

    public void Truncate(long length)
    {
        if (length < Length)
        {
            _octets.AsSpan((int)length..Length).Clear();
            Length = (int)length;
        }
    }

    public Image Copy()
    {
        Image copy = new();
        copy.Write(0, Octets);
        return copy;
    }
}
