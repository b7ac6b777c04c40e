using System.Buffers;
using Clearing.Grains.Conducting;
using Clearing.Grains.Switching;
using Clearing.Messages;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Carrying;

/// <summary>A payment whose messages are not in a file, because its format cannot carry them.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Payment">Id of the payment.</param>
/// <param name="Error">Why not.</param>
public sealed record LeftOutPayment(string File, string Payment, MessageError Error);

/// <summary>Writes the messages of a run as they go over the wire, a file for each system.</summary>
public static class WireFiles
{
    /// <summary>Writes the files, and tells each message where its octets are.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="result">What it gave.</param>
    /// <param name="messages">What was carried.</param>
    /// <param name="folder">Is there.</param>
    /// <returns>What could not be written.</returns>
    public static IReadOnlyList<LeftOutPayment> Write(
        Scenario scenario, SimulationResult result, IReadOnlyList<CarriedMessage> messages, string folder)
    {
        AddressBook book = new(scenario);
        IReadOnlyList<string> names = [.. new Arrangements(scenario).All.Select(a => a.Name)];
        List<LeftOutPayment> leftOut = [];
        foreach (NetworkTraffic traffic in result.Traffic)
        {
            CarriedRun run = new(scenario, result, traffic);
            string name = $"{names[traffic.Arrangement]}.{ExtensionOf(run.Plan.Service.Standard)}";
            using FileStream file = new(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);
            CarriedWriter writer = new(scenario, run.Plan, run.Addresses, book);
            Write(run, writer, [.. messages.Where(m => m.Arrangement == traffic.Arrangement)], name, file);
            leftOut.AddRange(Told(name, writer.LeftOut));
        }

        foreach (SystemOutcome outcome in scenario.Correspondents.Count == 0 ? [] : result.Systems)
        {
            string name = $"{outcome.Name}-correspondents.fin";
            ArrayBufferWriter<byte> octets = new();
            CorrespondentLegs legs = new(scenario, book);
            legs.Write(outcome.Payments, octets);
            File.WriteAllBytes(Path.Combine(folder, name), octets.WrittenMemory.ToArray());
            leftOut.AddRange(Told(name, legs.LeftOut));
        }

        return leftOut;

        IEnumerable<LeftOutPayment> Told(string file, IReadOnlyDictionary<int, MessageError> errors) =>
            errors.OrderBy(error => error.Key)
                .Select(error => new LeftOutPayment(file, scenario.Payments.IdOf(error.Key), error.Value));
    }

    // The same network tells the same messages in the same order as it did for the table.
    private static void Write(
        CarriedRun run, CarriedWriter writer, CarriedMessage[] rows, string name, FileStream file)
    {
        WireJournal journal = new();
        run.Play(journal);
        ArrayBufferWriter<byte> octets = new();
        int index = 1;
        foreach ((CarriedMessage row, WireMessage message) in rows.Zip(journal.Messages))
        {
            octets.ResetWrittenCount();
            int written = writer.Write(message, row.Payment, octets);
            if (written > 0)
            {
                (row.File, row.Index) = (name, index);
                index += written;
                file.Write(octets.WrittenSpan);
            }
        }
    }

    private static string ExtensionOf(MessageStandard standard) => standard switch
    {
        MessageStandard.Iso20022 => "xml",
        MessageStandard.Fedwire => "faim",
        _ => "fin",
    };
}
