using System.Buffers;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Carrying;

/// <summary>Writes the messages of a run as they go over the wire, a file for each system.</summary>
public static class WireFiles
{
    /// <summary>Writes the files, and tells each message where its octets are.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="outcomes">By system, what became of the payments.</param>
    /// <param name="messages">What was carried.</param>
    /// <param name="folder">Is there.</param>
    public static void Write(
        Scenario scenario, IReadOnlyList<SystemOutcome> outcomes, IReadOnlyList<CarriedMessage> messages, string folder)
    {
        AddressBook addresses = new(scenario);
        IReadOnlyList<string> names = [.. new Conducting.Arrangements(scenario).All.Select(a => a.Name)];
        foreach (NetworkService service in scenario.Network?.Services ?? [])
        {
            CarriedWriter writer = new(scenario, service, addresses);
            string name = $"{names[service.Arrangement]}.{ExtensionOf(service.Standard)}";
            using FileStream file = new(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write);
            ArrayBufferWriter<byte> octets = new();
            int index = 1;
            foreach (CarriedMessage message in messages.Where(m => m.Arrangement == service.Arrangement))
            {
                octets.ResetWrittenCount();
                int written = writer.Write(message, octets);
                if (written > 0)
                {
                    (message.File, message.Index) = (name, index);
                    index += written;
                    file.Write(octets.WrittenSpan);
                }
            }
        }

        foreach (SystemOutcome outcome in scenario.Correspondents.Count == 0 ? [] : outcomes)
        {
            ArrayBufferWriter<byte> octets = new();
            new CorrespondentLegs(scenario, addresses).Write(outcome.Payments, octets);
            string path = Path.Combine(folder, $"{outcome.Name}-correspondents.fin");
            File.WriteAllBytes(path, octets.WrittenMemory.ToArray());
        }
    }

    private static string ExtensionOf(MessageStandard standard) => standard switch
    {
        MessageStandard.Iso20022 => "xml",
        MessageStandard.Fedwire => "faim",
        _ => "fin",
    };
}
