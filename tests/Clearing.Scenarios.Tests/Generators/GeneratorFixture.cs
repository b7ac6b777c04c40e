using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Tests.Generators;

/// <summary>Draws whole scenarios without a file.</summary>
internal static class GeneratorFixture
{
    public const long Hour = 3_600_000_000;

    public static readonly Currency Dollar = new("USD", 2);

    /// <summary>A day of 24 hours from midnight UTC of 2026-01-05.</summary>
    public static GeneratorDay Day(int number = 1, int open = 0, int hours = 24)
    {
        long midnight = (1_767_571_200L + ((number - 1) * 86_400L)) * 1_000_000;
        return new(number, midnight + (open * Hour), midnight + ((open + hours) * Hour) - 1, open * Hour);
    }

    public static ParticipantSize[] Sizes(GeneratedParticipants banks) =>
        [.. banks.Size.Zip(banks.BalanceMinor, (s, b) => new ParticipantSize(s, b))];

    public static ParticipantSize[] Sizes(int count) => [.. Enumerable.Repeat(new ParticipantSize(0, 0), count)];

    public static Scenario Scenario(
        ParticipantGeneratorDocument participants,
        PaymentGeneratorDocument payments,
        GeneratorDay day,
        ulong seed)
    {
        GeneratedParticipants banks = ParticipantGenerator.Draw(participants, Dollar, seed, 0);
        GeneratedPayments drawn = PaymentGenerator.Draw(payments, Sizes(banks), [day], Dollar, seed, 0);
        var table = new PaymentTable(
            [PaymentSource.Generated(drawn.Prefix, drawn.Count)],
            new byte[drawn.Count],
            [.. Enumerable.Range(0, drawn.Count)])
        {
            From = drawn.From,
            To = drawn.To,
            AmountMinor = drawn.AmountMinor,
            DueAt = drawn.DueAt,
            Priority = drawn.Priority,
            Kind = drawn.Kind,
            KindNames = drawn.KindNames,
            CurrencyCode = "USD",
        };
        return Scenario(table, day, [.. banks.Ids.Select((id, i) => new Participant
        {
            Id = id,
            BalanceMinor = banks.BalanceMinor[i],
            CreditMinor = banks.CreditMinor[i],
        })]);
    }

    public static Scenario Scenario(PaymentTable table, GeneratorDay day, Participant[] participants) => new()
    {
        Name = "drawn",
        Currency = Dollar,
        Calendar = new("UTC", [new(1, new DateOnly(2026, 1, 5), day.OpenAt, day.CloseAt)]),
        Participants = participants,
        Payments = table,
        Systems = [],
        Events = [],
        Behaviours = [],
        Expectations = [],
    };

    /// <summary>SHA-256 over the columns, in hexadecimal.</summary>
    public static string Hash(GeneratedPayments payments)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(payments.From.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(payments.To.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(payments.AmountMinor.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(payments.DueAt.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(payments.Priority.AsSpan()));
        hash.AppendData(payments.Kind);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
