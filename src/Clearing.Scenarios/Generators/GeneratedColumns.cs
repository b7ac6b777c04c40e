using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Generators;

/// <summary>What is wrong with a generator's values.</summary>
/// <param name="Property">Dotted key in the document, such as <c>amount.sigma</c>.</param>
/// <param name="Message">What was found, and what to write instead.</param>
public sealed record GeneratorProblem(string Property, string Message);

/// <summary>A business day as the generator sees it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="OpenAt">First instant, microseconds since the Unix epoch, UTC.</param>
/// <param name="CloseAt">Last instant.</param>
/// <param name="OpenTimeOfDayUs">Local time of day at the open, microseconds since midnight.</param>
public readonly record struct GeneratorDay(int Number, long OpenAt, long CloseAt, long OpenTimeOfDayUs);

/// <summary>What the payment generator has to know of a participant, in the order of account indexes.</summary>
/// <param name="Size">As <see cref="GeneratedParticipants.Size"/>; 0 for one listed by hand.</param>
/// <param name="BalanceMinor">Opening balance.</param>
public readonly record struct ParticipantSize(long Size, long BalanceMinor);

/// <summary>Drawn participants as columns, largest first.</summary>
public sealed class GeneratedParticipants
{
    public required string[] Ids { get; init; }

    /// <summary>Size relative to the largest, which is <see cref="ParticipantGenerator.LargestSize"/>.</summary>
    public required long[] Size { get; init; }

    public required long[] BalanceMinor { get; init; }

    /// <summary><see cref="long.MaxValue"/> = unlimited.</summary>
    public required long[] CreditMinor { get; init; }
}

/// <summary>Drawn payments as columns, by day and due instant; the position is the row of the source.</summary>
public sealed class GeneratedPayments
{
    /// <summary>Row n is named by this and n + 1.</summary>
    public required string Prefix { get; init; }

    /// <summary>Payer, as account index.</summary>
    public required int[] From { get; init; }

    /// <summary>Payee, as account index.</summary>
    public required int[] To { get; init; }

    public required long[] AmountMinor { get; init; }

    /// <summary>Microseconds since the Unix epoch, UTC; ascending.</summary>
    public required long[] DueAt { get; init; }

    /// <summary>Business day from 1; null when all are of day 1.</summary>
    public ushort[]? Day { get; init; }

    public required Priority[] Priority { get; init; }

    /// <summary>Index into <see cref="KindNames"/>.</summary>
    public required byte[] Kind { get; init; }

    public required string[] KindNames { get; init; }

    public int Count => From.Length;
}
