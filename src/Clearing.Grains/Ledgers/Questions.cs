using System.Runtime.InteropServices;
using Clearing.Grains.Wire;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Results;

namespace Clearing.Grains.Ledgers;

/// <summary>Asks where an account stands in every system.</summary>
[GenerateSerializer, Immutable]
public sealed class AccountQuestion
{
    [Id(0)]
    public required int Account { get; init; }

    /// <summary>Of its bilateral limits those towards this account and behind it.</summary>
    [Id(1)]
    public int LimitsFrom { get; init; }

    /// <summary>The most limits of each system; 0 to 1,000.</summary>
    [Id(2)]
    public int MostLimits { get; init; }
}

/// <summary>An account in all systems of its ledger, as of a durable sequence.</summary>
[GenerateSerializer, Immutable]
public sealed class AccountView
{
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Business time, microseconds since 1970 UTC.</summary>
    [Id(1)]
    public required long Time { get; init; }

    [Id(2)]
    public required MemberView[] Members { get; init; }
}

/// <summary>An account in one system.</summary>
[GenerateSerializer, Immutable]
public sealed class MemberView
{
    [Id(0)]
    public required Blob<AccountLook> Look { get; init; }

    /// <summary>By class, highest first.</summary>
    [Id(1)]
    public required Blob<ClassLook> Classes { get; init; }

    /// <summary>By payee.</summary>
    [Id(2)]
    public required Blob<LimitLook> Limits { get; init; }
}

/// <summary>Asks for payments that wait in one system.</summary>
[GenerateSerializer, Immutable]
public sealed class QueueQuestion
{
    [Id(0)]
    public required int Member { get; init; }

    /// <summary>Whose; -1 = everybody's.</summary>
    [Id(1)]
    public required int Payer { get; init; }

    /// <summary>Those of this rank and behind it; 0 = from the first.</summary>
    [Id(2)]
    public ulong From { get; init; }

    /// <summary>So many: 1 to 1,000.</summary>
    [Id(3)]
    public required int Most { get; init; }

    /// <summary>Only the payment of that number, in whatever system its payer has it waiting; -1 = all.</summary>
    [Id(4)]
    public int Number { get; init; } = -1;
}

/// <summary>A payment that waits, with what is known of its instruction.</summary>
/// <param name="Id">Of the instruction; none for scripted and made payments.</param>
/// <param name="EnteredAt">
/// When it came to the ledger, microseconds since 1970 UTC; 0 = the systems made it themselves.
/// </param>
/// <param name="Look">It.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct WaitingLine(InstructionId Id, long EnteredAt, WaitingLook Look);

/// <summary>Payments that wait, by rank, as of a durable sequence.</summary>
[GenerateSerializer, Immutable]
public sealed class QueuePage
{
    [Id(0)]
    public required long Sequence { get; init; }

    /// <summary>Business time, microseconds since 1970 UTC.</summary>
    [Id(1)]
    public required long Time { get; init; }

    /// <summary>In which system they wait.</summary>
    [Id(5)]
    public required int Member { get; init; }

    [Id(2)]
    public required Blob<WaitingLine> Lines { get; init; }

    /// <summary>What holds them back: of each payment the tests that it fails, payment by payment.</summary>
    [Id(3)]
    public required Blob<FailedTest> Why { get; init; }

    /// <summary>From where on the next page begins; 0 = there is none.</summary>
    [Id(4)]
    public required ulong Next { get; init; }
}
