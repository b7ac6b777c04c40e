using System.Buffers;
using System.Text;
using Clearing.Messages;
using Clearing.Messages.Generation;
using Clearing.Messages.Instructions;
using Clearing.Messages.Sessions;

namespace Clearing.Server.Tests.Bench;

/// <summary>Payments of the tests' banks, as messages and as bulk instructions.</summary>
internal static class Texts
{
    private static readonly Agent Alpha = new() { Bic = "AAAAUS33", MemberScheme = "USABA", MemberId = "021000021" };
    private static readonly Agent Beta = new() { Bic = "BBBBDEFF", MemberScheme = "USABA", MemberId = "011000015" };

    /// <summary>A payment of ALPHA to BETA as a message of a type of <see cref="PaymentMessages.Types"/>.</summary>
    public static byte[] Payment(
        string type, string id, long amountMinor = 12_345, string currency = "USD", DateOnly? date = null,
        Agent? payer = null, Agent? payee = null)
    {
        ArrayBufferWriter<byte> to = new();
        MessageErrors errors = new();
        DecimalAmount amount = new(amountMinor, currency == "USD" ? 2 : 0);
        PlainPayment payment = new(
            id, payer ?? Alpha, payee ?? Beta, currency, amount, date ?? new DateOnly(2026, 1, 5));
        Assert.True(
            PaymentMessages.TryWrite(type, payment, to, errors), errors.Any ? errors.All[0].ToString() : type);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>The same with something put for something else.</summary>
    public static byte[] Changed(byte[] message, string old, string by)
    {
        string text = Encoding.UTF8.GetString(message);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(old, by, StringComparison.Ordinal));
    }

    /// <summary>A bulk instruction of ALPHA to BETA.</summary>
    public static BulkInstruction Bulk(ulong number, long amountMinor = 100) =>
        new(number, amountMinor, 0, 1, 2, 0, 0, 0);

    /// <summary>Bulk instructions with numbers in a row.</summary>
    public static BulkInstruction[] Bulks(ulong first, int count) =>
        [.. Enumerable.Range(0, count).Select(i => Bulk(first + (ulong)i))];
}
