using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;
using Clearing.Messages;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Benchmarks.Messages;

/// <summary>
/// Readers, their peers and the floors in one run on one thread, in turn, so that what the machine does besides hits
/// all alike. Rates are the best of several rounds; what counts are the ratios.
/// </summary>
internal static class MessageFigures
{
    private const int Messages = 4_096;
    private const int Rounds = 9;
    private const int WarmSeconds = 6;

    /// <param name="schemas">Folder of base schemas (xsd); null leaves that peer out and says so.</param>
    public static int Print(string? schemas)
    {
        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, "
            + $"{RuntimeInformation.OSDescription}");
        Console.WriteLine($"{Messages} different messages in memory, one thread, best of many rounds in turn.");
        Mt();
        Xml(schemas);
        return 0;
    }

    private static void Mt()
    {
        byte[][] messages = TypicalMessages.CustomerTransfers(Messages);
        FinReader reader = new();
        MessageErrors errors = new();
        Table($"MT 103, {messages[0].Length} octets", messages,
        [
            ("FinReader, all checks of profile P1", message => Accepted(reader, message, errors)),
            ("strings split into a dictionary, few checks", MessagePeers.SplitStrings),
            ("floor: spans of block 4, no checks", message => MessagePeers.ScanSpans(message)),
        ]);
    }

    private static void Xml(string? schemas)
    {
        byte[][] messages = TypicalMessages.CustomerTransfersInXml(Messages);
        IsoReader reader = new();
        MessageErrors errors = new();
        List<(string, Func<byte[], long>)> contestants =
        [
            ("IsoReader, all checks of profile P1", message => Accepted(reader, message, errors)),
            ("XmlReader, texts only", MessagePeers.ReadXml),
            ("XmlReader and checks by hand", MessagePeers.ReadXmlAndCheck),
        ];
        if (schemas is not null)
        {
            XmlReaderSettings settings = MessagePeers.Validating(schemas, "head.001.001.02", "pacs.008.001.08");
            contestants.Add(
                ("XmlReader and XmlSchemaSet", message => MessagePeers.ReadXmlWithSchemas(message, settings)));
        }
        else
        {
            Console.WriteLine("XmlSchemaSet is left out: name the folder of base schemas with --schemas DIR.");
        }

        contestants.Add(("floor: every < found, no checks", message => MessagePeers.FindBrackets(message)));
        Table($"pacs.008.001.08 with header, {messages[0].Length} octets", messages, contestants);
    }

    private static long Accepted(FinReader reader, byte[] message, MessageErrors errors)
    {
        MessageFacts facts = default;
        return reader.Read(message, ref facts, errors) ? facts.Amount.Mantissa : throw Refused(errors);
    }

    private static long Accepted(IsoReader reader, byte[] message, MessageErrors errors)
    {
        MessageFacts facts = default;
        return reader.Read(message, ref facts, errors) ? facts.Amount.Mantissa : throw Refused(errors);
    }

    private static InvalidOperationException Refused(MessageErrors errors) =>
        new($"A reader refuses a typical message: {string.Join("; ", errors.All)}");

    private static void Table(
        string title, byte[][] messages, List<(string Name, Func<byte[], long> Read)> contestants)
    {
        double[] best = new double[contestants.Count];
        long[] bytes = new long[contestants.Count];
        Array.Fill(best, double.MaxValue);
        long sink = 0;

        // Warm rounds until the compiler has had its say on the code of all.
        long warm = Stopwatch.GetTimestamp();
        for (int round = 0; round < Rounds || Stopwatch.GetElapsedTime(warm).TotalSeconds < WarmSeconds; round++)
        {
            for (int c = 0; c < contestants.Count; c++)
            {
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                long start = Stopwatch.GetTimestamp();
                foreach (byte[] message in messages)
                {
                    sink ^= contestants[c].Read(message);
                }

                best[c] = Math.Min(best[c], Stopwatch.GetElapsedTime(start).TotalSeconds / messages.Length);
                bytes[c] = (GC.GetAllocatedBytesForCurrentThread() - allocated) / messages.Length;
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{title,-46} messages/s      MB/s   bytes  against the first");
        for (int c = 0; c < contestants.Count; c++)
        {
            double megabytes = messages[0].Length / best[c] / 1e6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{contestants[c].Name,-46} {1 / best[c],10:N0} {megabytes,9:N0} {bytes[c],7:N0}")
                + string.Create(CultureInfo.InvariantCulture, $"  {best[c] / best[0]:0.0} x the time"));
        }

        GC.KeepAlive(sink);
    }
}
