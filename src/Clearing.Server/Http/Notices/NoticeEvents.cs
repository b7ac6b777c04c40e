using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Clearing.Messages;
using Clearing.Messages.Sessions;
using Clearing.Server.Ledgers;
using Clearing.Settlement.Ledgers;
using Clearing.Settlement.Model;

namespace Clearing.Server.Http.Notices;

/// <summary>Notices as server-sent events: the id is the notice's number, the event its kind, the data JSON.</summary>
internal sealed class NoticeEvents(PipeWriter to, ServedLedger ledger)
{
    /// <summary>True when anything was written since the last flush.</summary>
    public bool HasAny { get; private set; }

    /// <summary>What listeners pass over.</summary>
    public void Comment(string text)
    {
        to.Write(": "u8);
        Encoding.UTF8.GetBytes(text, to);
        to.Write("\n\n"u8);
        HasAny = true;
    }

    /// <summary>Says why nothing more comes.</summary>
    public void End(string code)
    {
        to.Write("event: end\ndata: {\"code\":\""u8);
        Encoding.UTF8.GetBytes(code, to);
        to.Write("\"}\n\n"u8);
        HasAny = true;
    }

    public void Notice(in Notice notice, ulong number)
    {
        to.Write("id: "u8);
        Utf8Formatter.TryFormat(number, to.GetSpan(20), out int written);
        to.Advance(written);
        to.Write("\nevent: "u8);
        Encoding.UTF8.GetBytes(WordOf(notice.Kind), to);
        to.Write("\ndata: "u8);
        Data(notice, number);
        to.Write("\n\n"u8);
        HasAny = true;
    }

    public async Task FlushAsync(CancellationToken cancellation)
    {
        HasAny = false;
        await to.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private void Data(in Notice notice, ulong number)
    {
        (string code, int digits) = ledger.CurrencyOf(notice.System);
        using Utf8JsonWriter json = new(to);
        json.WriteStartObject();
        json.WriteNumber("number"u8, number);
        json.WriteString("time"u8, HttpText.Time(notice.TimeUs));
        json.WriteString("kind"u8, WordOf(notice.Kind));
        json.WriteString("system"u8, ledger.Directory.Systems[notice.System].Id);
        if (notice.Kind != NoticeKind.Suspended)
        {
            json.WriteString("amount"u8, new DecimalAmount(notice.AmountMinor, digits).ToText(digits));
            json.WriteString("currency"u8, code);
        }

        if (MovesMoney(notice.Kind))
        {
            json.WriteString("balance"u8, new DecimalAmount(notice.BalanceMinor, digits).ToText(digits));
        }

        if (notice.Counterparty >= 0)
        {
            json.WriteString("counterparty"u8, ledger.Participants[notice.Counterparty].Id);
        }

        if (notice.Id != 0)
        {
            json.WriteString("payment_id"u8, new InstructionId(notice.Id).ToString());
        }

        if (notice.Payment >= 0)
        {
            json.WriteNumber("payment_number"u8, notice.Payment);
        }

        if (Words.Of((Reason)notice.Reason) is { } reason)
        {
            json.WriteString("reason"u8, reason);
        }

        if (LookWords.Of((Route)notice.Route) is { } route)
        {
            json.WriteString("route"u8, route);
        }

        json.WriteEndObject();
        json.Flush();
    }

    private static bool MovesMoney(NoticeKind kind) => kind is NoticeKind.Debited or NoticeKind.Credited
        or NoticeKind.ProvisionallyDebited or NoticeKind.ProvisionallyCredited or NoticeKind.NetPosted
        or NoticeKind.BalanceChanged or NoticeKind.Funded or NoticeKind.PaidOut;

    private static string WordOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Debited => "debited",
        NoticeKind.Credited => "credited",
        NoticeKind.Rejected => "rejected",
        NoticeKind.Cancelled => "cancelled",
        NoticeKind.Unsettled => "unsettled",
        NoticeKind.Queued => "queued",
        NoticeKind.ProvisionallyDebited => "provisionally-debited",
        NoticeKind.ProvisionallyCredited => "provisionally-credited",
        NoticeKind.Unwound => "unwound",
        NoticeKind.NetPosted => "net-posted",
        NoticeKind.BalanceChanged => "balance-changed",
        NoticeKind.Funded => "funded",
        NoticeKind.PaidOut => "paid-out",
        NoticeKind.Suspended => "suspended",
        _ => "other",
    };
}
