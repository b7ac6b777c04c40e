using System.Buffers;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Generation;

/// <summary>
/// Valid messages of every type, each from a seed and its index alone: the same on every machine, in any order, in
/// parallel.
/// </summary>
public static class MessageGenerator
{
    /// <summary>
    /// Every type: MT numbers with their variant (103.STP), ISO 20022 ids, Fedwire business functions.
    /// </summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. FinGenerator.Types, .. IsoGenerator.Types, .. FedwireGenerator.Types];

    /// <summary>The format that a type is written in.</summary>
    public static MessageFormat FormatOf(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Contains(".001.", StringComparison.Ordinal) ? MessageFormat.Iso20022
            : FedwireGenerator.Types.Contains(type) ? MessageFormat.Fedwire
            : MessageFormat.Mt;
    }

    /// <summary>
    /// The types that a word means: a type, the start of ISO ids (pacs.008), mt, iso20022, fedwire or all. Empty when
    /// it means none.
    /// </summary>
    public static IReadOnlyList<string> Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        string name = word.StartsWith("MT", StringComparison.OrdinalIgnoreCase) && word.Length > 2 ? word[2..] : word;
        return name switch
        {
            "all" => Types,
            "mt" => FinGenerator.Types,
            "iso20022" => IsoGenerator.Types,
            "fedwire" => FedwireGenerator.Types,
            _ => [.. Types.Where(t => t == name || t.StartsWith(name + ".001.", StringComparison.Ordinal))],
        };
    }

    /// <summary>Writes message number <paramref name="index"/> of a run.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="seed">Names the run.</param>
    /// <param name="index">From 0.</param>
    /// <param name="to">Where its octets go.</param>
    public static void Write(string type, ulong seed, long index, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        Draw draw = new(seed, index);
        switch (FormatOf(type))
        {
            case MessageFormat.Iso20022:
                IsoWriter.Write(IsoGenerator.Make(type, draw), to);
                break;
            case MessageFormat.Fedwire:
                FedwireWriter.Write(FedwireGenerator.Make(type, draw), to);
                break;
            default:
                FinWriter.Write(FinGenerator.Make(type, draw), to);
                break;
        }
    }
}
