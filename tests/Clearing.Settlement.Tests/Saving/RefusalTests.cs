using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearing.Settlement.Engine;
using Clearing.Settlement.Events;
using Clearing.Settlement.Tests.Twin;

namespace Clearing.Settlement.Tests.Saving;

/// <summary>What is not the state of the system is refused and says why; nothing else is thrown.</summary>
public sealed class RefusalTests
{
    private const int Seal = SHA256.HashSizeInBytes;

    [Fact]
    public void An_octet_that_changed_anywhere_is_refused() => ForStates(20, (trace, octets) =>
    {
        for (int i = 0; i < octets.Length; i++)
        {
            byte[] damaged = [.. octets];
            damaged[i] ^= (byte)(1 << (i % 8));
            Assert.NotNull(Refusal(trace, damaged));
        }
    });

    [Fact]
    public void Octets_that_end_too_early_or_go_on_are_refused() => ForStates(20, (trace, octets) =>
    {
        for (int length = 0; length < octets.Length; length++)
        {
            Assert.NotNull(Refusal(trace, octets[..length]));
            Assert.NotNull(Refusal(trace, Sealed(octets[..length])));
        }

        Assert.NotNull(Refusal(trace, [.. octets, 0]));
        Assert.Contains(
            "left over", Refusal(trace, Sealed([.. octets[..^Seal], 0, .. octets[^Seal..]])), StringComparison.Ordinal);
    });

    [Fact]
    public void Another_version_and_another_definition_are_told_apart() => ForStates(1, (trace, octets) =>
    {
        byte[] other = [.. octets];
        BinaryPrimitives.WriteInt32LittleEndian(other, 2);
        Assert.Contains("another version", Refusal(trace, other), StringComparison.Ordinal);
        Trace renamed = trace with { System = trace.System with { Name = "renamed" } };
        Assert.Contains("another definition", Refusal(renamed, octets), StringComparison.Ordinal);
        other = [.. octets];
        other[octets.Length / 2] ^= 1;
        Assert.Contains("damaged", Refusal(trace, other), StringComparison.Ordinal);
    });

    /// <summary>
    /// Octets that somebody changed and sealed again: no state that a system could be in, perhaps, but memory stays
    /// within what their length allows, and loading throws nothing else.
    /// </summary>
    [Fact]
    public void Forged_octets_are_refused_or_loaded_within_bounded_memory() => ForStates(300, (trace, octets) =>
    {
        Draw draw = new(trace.Seed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(Refusal(trace, octets));
        long most = (2 * (GC.GetAllocatedBytesForCurrentThread() - before)) + (100 * octets.Length);
        for (int i = 0; i < 100; i++)
        {
            byte[] forged = [.. octets];
            for (int flips = draw.Between(1, 3); flips > 0; flips--)
            {
                int at = draw.Between(4 + Seal, octets.Length - Seal - 1);
                forged[at] = (byte)(draw.Percent(50) ? draw.Between(0, 255) : forged[at] ^ (1 << draw.Between(0, 7)));
            }

            Sealed(forged);
            before = GC.GetAllocatedBytesForCurrentThread();
            Refusal(trace, forged);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
        }
    });

    private static void ForStates(int count, Action<Trace, byte[]> check) =>
        Traces.ForAll(count, seed => FamilyTraces.DrawMix(seed, Families.All), trace =>
        {
            SettlementEngine engine = new(trace.System);
            Draw draw = new(~trace.Seed);
            engine.Execute(trace.Commands.AsSpan(0, draw.Between(0, trace.Commands.Length)), new EventBuffer());
            check(trace, SavedPair.Octets(engine));
        });

    /// <summary>Why the octets are refused; null where they are loaded.</summary>
    private static string? Refusal(Trace trace, byte[] octets)
    {
        try
        {
            SettlementEngine.Load(trace.System, octets);
            return null;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Makes the end of the octets the seal of those before it.</summary>
    private static byte[] Sealed(byte[] octets)
    {
        if (octets.Length >= Seal)
        {
            SHA256.HashData(octets.AsSpan(..^Seal), octets.AsSpan(^Seal..));
        }

        return octets;
    }
}
