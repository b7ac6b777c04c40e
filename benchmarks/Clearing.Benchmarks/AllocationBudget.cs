using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Clearing.Benchmarks.Messages;
using Clearing.Benchmarks.Sessions;
using Clearing.Messages;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;
using Clearing.Settlement.Commands;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Model;
using Clearing.Tests;

namespace Clearing.Benchmarks;

/// <summary>
/// Bytes allocated per payment or message in the steady state, against the file of what is allowed. Bytes do not
/// depend on how busy a machine is, so they may fail a build where times may not.
/// </summary>
internal static class AllocationBudget
{
    public const string DefaultPath = "benchmarks/allocation-budget.json";

    private const int Banks = 100;
    private const int Count = 200_000;
    private const int Batch = 1_000;
    private const int Messages = 4_096;
    private const int PerFrame = 256;
    private const long Plenty = long.MaxValue / 4;
    private const long Scarce = 50_000;

    /// <summary>Exit code 0 when every measurement is within the file's number, 6 when one is not.</summary>
    public static int Check(string path)
    {
        Dictionary<string, decimal> allowed =
            JsonSerializer.Deserialize<Dictionary<string, decimal>>(File.ReadAllText(path))!;
        Dictionary<string, Func<decimal>> probes = Probes();
        int code = 0;
        foreach ((string name, Func<decimal> measure) in probes)
        {
            if (!allowed.TryGetValue(name, out decimal most))
            {
                Console.WriteLine($"{name}: not in {path}");
                code = 6;
                continue;
            }

            decimal bytes = measure();
            bool within = bytes <= most;
            code = within ? code : 6;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-36} {bytes,10:0.00} bytes each, allowed {most,8:0.00}  {(within ? "ok" : "EXCEEDED")}"));
        }

        foreach (string unknown in allowed.Keys.Except(probes.Keys))
        {
            Console.WriteLine($"{unknown}: in {path}, but nothing measures it");
            code = 6;
        }

        return code;
    }

    private static Dictionary<string, Func<decimal>> Probes()
    {
        static Mechanism Every(MechanismKind kind) => new(kind, TriggerKind.Every, 10_000);
        return new()
        {
            ["engine, ample, fifo"] = () => Engine(Workload.Gross(Banks, Plenty, QueueDiscipline.Fifo)),
            ["engine, ample, bypass-fifo"] = () => Engine(Workload.Gross(Banks, Plenty, QueueDiscipline.BypassFifo)),
            ["engine, scarce, fifo"] = () => Engine(Workload.Gross(Banks, Scarce, QueueDiscipline.Fifo)),
            ["engine, scarce, bypass-fifo"] = () => Engine(Workload.Gross(Banks, Scarce, QueueDiscipline.BypassFifo)),
            ["engine, scarce, partial"] = () =>
                Engine(Workload.Gross(Banks, Scarce, QueueDiscipline.Fifo, Every(MechanismKind.Partial))),
            ["engine, scarce, bilateral"] = () =>
                Engine(Workload.Gross(Banks, Scarce, QueueDiscipline.Fifo, Every(MechanismKind.Bilateral))),
            ["engine, net"] = () => Engine(Workload.Net(Banks)),
            ["message, MT 103"] = () => Read(TypicalMessages.CustomerTransfers(Messages), () => new FinReader().Read),
            ["message, pacs.008"] = () =>
                Read(TypicalMessages.CustomerTransfersInXml(Messages), () => new IsoReader().Read),
            ["intake, MT 103"] = () => Take(IntakeWorkload.CustomerTransfers(Messages, PerFrame)),
            ["intake, pacs.009"] = () => Take(IntakeWorkload.BankTransfersInXml(Messages, PerFrame)),
            ["intake, bulk"] = () => Take(IntakeWorkload.Bulk(Messages, PerFrame)),
        };
    }

    // From the octets of frames, in the segments of a socket, to commands.
    private static decimal Take(IntakeWorkload work) => Allocation.Least(() =>
    {
        ReadOnlySequence<byte> octets = work.InSegments();
        work.Run(octets);
        return () => work.Run(octets);
    }) / (decimal)work.Count;

    private delegate bool Reading(ReadOnlySpan<byte> message, ref MessageFacts facts, MessageErrors errors);

    // The first round fills what a reader keeps; the second is the steady state.
    private static decimal Read(byte[][] messages, Func<Reading> reader) => Allocation.Least(() =>
    {
        Reading read = reader();
        MessageErrors errors = new();
        MessageFacts facts = default;
        Round();
        return Round;

        void Round()
        {
            foreach (byte[] message in messages)
            {
                if (!read(message, ref facts, errors))
                {
                    throw new InvalidOperationException($"A typical message is refused: {errors.All[0]}");
                }
            }
        }
    }) / (decimal)messages.Length;

    // The first half of the day grows the buffers; the second half is the steady state.
    private static decimal Engine(SystemDefinition definition)
    {
        SettlementCommand[] commands = Workload.Payments(Count, Banks);
        return Allocation.Least(() =>
        {
            SettlementEngine engine = new(definition);
            EventBuffer events = new(1 << 18);
            Run(0, Count / 2);
            return () => Run(Count / 2, Count);

            void Run(int from, int to)
            {
                for (int i = from; i < to; i += Batch)
                {
                    events.Clear();
                    engine.Execute(commands.AsSpan(i, Batch), events);
                }
            }
        }) / (decimal)(Count / 2);
    }
}
