using System.Buffers;
using System.Text;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Files;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>What the readers say of a message made here, and the accepted samples.</summary>
internal static class Judge
{
    /// <summary>Errors of the reader, one a line; empty = accepted.</summary>
    public static string ErrorsOf(FinMessage message)
    {
        ArrayBufferWriter<byte> octets = new();
        FinWriter.Write(message, octets);
        MessageErrors errors = new();
        MessageFacts facts = default;
        if (message.BasicHeader is null)
        {
            string type = FinReader.GuessBodyType(octets.WrittenSpan) ?? "103";
            new FinReader().ReadBody(octets.WrittenSpan, type, ref facts, errors);
        }
        else
        {
            new FinReader().Read(octets.WrittenSpan, ref facts, errors);
        }

        return TextOf(errors, octets.WrittenSpan);
    }

    public static string ErrorsOf(IsoMessage message)
    {
        ArrayBufferWriter<byte> octets = new();
        IsoWriter.Write(message, octets);
        MessageErrors errors = new();
        MessageFacts facts = default;
        new IsoReader().Read(octets.WrittenSpan, ref facts, errors);
        return TextOf(errors, octets.WrittenSpan);
    }

    public static string ErrorsOf(FedwireMessage message)
    {
        ArrayBufferWriter<byte> octets = new();
        FedwireWriter.Write(message, octets);
        MessageErrors errors = new();
        MessageFacts facts = default;
        new FedwireReader().Read(octets.WrittenSpan, ref facts, errors);
        return TextOf(errors, octets.WrittenSpan);
    }

    public static string ErrorsOf(Converted converted) => converted switch
    {
        { Fin: { } fin } => ErrorsOf(fin),
        { Iso: { } iso } => ErrorsOf(iso),
        { Fedwire: { } fedwire } => ErrorsOf(fedwire),
        _ => "",
    };

    private static string TextOf(MessageErrors errors, ReadOnlySpan<byte> octets) => !errors.Any ? "" :
        string.Join('\n', errors.All.Select(e => $"{e.Code} {e.Where}: {e.What}"))
        + "\n" + Encoding.UTF8.GetString(octets);

    /// <summary>Every accepted sample, as its octets.</summary>
    public static IEnumerable<(string Name, MessageFormat Format, byte[] Octets)> AcceptedSamples()
    {
        HashSet<string> accepted = [];
        foreach (string line in File.ReadLines(Path.Combine(Samples.Messages, "expected.csv")).Skip(1))
        {
            string[] cells = line.Split(',');
            if (cells[4] == "ACCEPT")
            {
                accepted.Add($"{cells[0]}#{cells[1]}");
            }
        }

        foreach (string file in accepted.Select(name => name.Split('#')[0]).Distinct().Order(StringComparer.Ordinal))
        {
            using FileStream stream = File.OpenRead(Path.Combine(Samples.Messages, file));
            MessageSplitter splitter = new(stream);
            while (splitter.Read())
            {
                string name = $"{file}#{splitter.Index}";
                if (accepted.Contains(name))
                {
                    yield return (name, splitter.Format, splitter.Message.ToArray());
                }
            }
        }
    }
}
