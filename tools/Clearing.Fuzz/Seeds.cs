using System.Buffers;
using System.Buffers.Binary;
using Clearing.Messages;
using Clearing.Messages.Generation;

namespace Clearing.Fuzz;

/// <summary>
/// What the mutations start from: generated messages of every type and, where they are, other people's samples.
/// </summary>
public sealed class Seeds
{
    private readonly Dictionary<SeedFamily, List<byte[]>> _families = [];

    /// <param name="perType">Generated messages of each type.</param>
    /// <param name="samples">Folder of sample messages, in folders mt, iso20022 and fedwire; null = none.</param>
    public Seeds(int perType, string? samples)
    {
        foreach (SeedFamily family in Enum.GetValues<SeedFamily>())
        {
            _families.Add(family, []);
        }

        _families[SeedFamily.Session].AddRange(SessionSeeds.All());
        foreach (string type in MessageGenerator.Types)
        {
            for (int index = 0; index < perType; index++)
            {
                ArrayBufferWriter<byte> message = new();
                MessageGenerator.Write(type, seed: 4, index, message);
                Add(MessageGenerator.FormatOf(type), message.WrittenSpan.ToArray());
            }
        }

        if (samples is not null)
        {
            AddSamples(samples);
        }
    }

    /// <summary>The seeds of a family; never empty.</summary>
    public IReadOnlyList<byte[]> Of(SeedFamily family) => _families[family];

    private void AddSamples(string folder)
    {
        foreach ((string name, MessageFormat format) in (ReadOnlySpan<(string, MessageFormat)>)
            [("mt", MessageFormat.Mt), ("iso20022", MessageFormat.Iso20022), ("fedwire", MessageFormat.None)])
        {
            string[] files = Directory.GetFiles(Path.Combine(folder, name));
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                byte[] octets = File.ReadAllBytes(file);
                MessageFormat actual = format != MessageFormat.None ? format
                    : octets.AsSpan().IndexOf("<"u8) >= 0 ? MessageFormat.Iso20022 : MessageFormat.Fedwire;
                Add(actual, octets);
            }
        }
    }

    private void Add(MessageFormat format, byte[] octets)
    {
        (SeedFamily family, byte letter) = format switch
        {
            MessageFormat.Iso20022 => (SeedFamily.Iso20022, (byte)'X'),
            MessageFormat.Fedwire => (SeedFamily.Fedwire, (byte)'W'),
            _ => (SeedFamily.Fin, (byte)'F'),
        };
        _families[family].Add(octets);
        if (family == SeedFamily.Fin && Body(octets) is { } body)
        {
            _families[SeedFamily.FinBody].Add(body);
        }

        // A file of two, and a frame: length, format, flags, message.
        byte[] separator = family == SeedFamily.Fin ? "$"u8.ToArray() : "\n"u8.ToArray();
        _families[SeedFamily.File].Add([.. octets, .. separator, .. octets]);
        byte[] frame = new byte[octets.Length + 6];
        BinaryPrimitives.WriteInt32BigEndian(frame, octets.Length);
        frame[4] = letter;
        octets.CopyTo(frame.AsSpan(6));
        _families[SeedFamily.Frame].Add([.. frame, .. frame]);
    }

    private static byte[]? Body(byte[] message)
    {
        int start = message.AsSpan().IndexOf("{4:"u8);
        int end = message.AsSpan().LastIndexOf("-}"u8);
        return start >= 0 && end > start + 5 && message[start + 3] is (byte)'\r' or (byte)'\n'
            ? message.AsSpan(start + 3, end - start - 3).TrimStart("\r\n"u8).ToArray()
            : null;
    }
}
