using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Turns the payment messages of a file, or of all files of a folder, into payments.</summary>
internal sealed class MessageSource(CompilationContext context, MessageFileReader? reader, PaymentRows rows)
{
    // What makes two messages the same business: payer, reference, value date, currency and amount.
    private readonly HashSet<(int From, string Reference, DateOnly? Date, string Currency, string Amount)> _seen = [];

    // Sender, session and number of the messages so far with their payments, and the end-to-end ids: what was sent,
    // what was delivered of it, and what was sent on are one payment.
    private readonly HashSet<string> _identities = new(StringComparer.Ordinal);
    private int _untimed;

    public void Add(PaymentDocument document, string path)
    {
        Mark at = context.Marks.Of(document, nameof(document.Messages));
        if (reader is null)
        {
            context.Error(ErrorCodes.NotSupported, at, "Nobody here reads messages; use the command line");
            return;
        }

        (string full, string shown) = context.Resolve(path);
        try
        {
            foreach ((string file, string name) in Files(full, shown, at))
            {
                foreach (MessagePayment message in reader(file))
                {
                    Add(document, message, new Mark(name, 0, 0), at);
                }
            }
        }
        catch (Exception e) when (SourceFile.IsFileTrouble(e))
        {
            context.Error(ErrorCodes.Unreadable, at, $"The messages cannot be read: {e.Message}");
        }
    }

    private IEnumerable<(string Full, string Shown)> Files(string full, string shown, Mark at)
    {
        if (File.Exists(full))
        {
            return [(full, shown)];
        }

        if (!Directory.Exists(full))
        {
            context.Error(ErrorCodes.Unreadable, at, $"There is no file and no folder {Characters.Show(shown)}");
            return [];
        }

        return Directory.EnumerateFiles(full)
            .Order(StringComparer.Ordinal)
            .Select(file => (file, Path.Combine(shown, Path.GetFileName(file))));
    }

    private void Add(PaymentDocument document, MessagePayment message, Mark file, Mark at)
    {
        int errors = context.Problems.Count;
        if (message.Problem is { } problem)
        {
            Error(ErrorCodes.Message, message, file, problem);
            return;
        }

        if (!IsNew(message) || (message.Uetr.Length > 0 && !_identities.Add(message.Uetr)))
        {
            return;
        }

        int? from = Participant(message, message.From, "payer", -1, file);
        int? to = Participant(message, message.To, "payee", from ?? -1, file);
        Currency? currency = message.Currency == context.Currency.Code
            ? context.Currency : context.CurrencyOf(message.Currency, file);
        if (currency is { } asked && context.Systems.Systems.Count > 0 && !context.Systems.Settle(asked))
        {
            Error(ErrorCodes.OtherCurrency, message, file, $"it is in {asked.Code}, and no system has accounts in it");
        }

        long? amount = context.PositiveMoney(message.Amount, file, currency);
        (int Day, long Instant)? due = Due(document, message, file, at);
        if (context.Problems.Count > errors || from is not { } f || to is not { } t || amount is not { } a
            || due is not { } d)
        {
            return;
        }

        bool isFirst = _seen.Add((f, message.Reference, message.ValueDate, message.Currency, message.Amount));
        if (isFirst || !message.IsPossibleDuplicate)
        {
            byte number = currency == context.Currency ? (byte)0 : rows.CurrencyOf(currency!.Value);
            int kind = document.Kind is { } word ? Kind(document, word.Text) : 0;
            Priority priority = message.IsUrgent ? Priority.Urgent : Priority.Normal;
            rows.Add(IdOf(message), new PaymentRow(f, t, a, d.Instant, d.Day, priority, (byte)kind, number));
        }
    }

    // A MIR is a date and these 22 characters; numbers of zeros are of a message that was never sent. Numbers begin
    // again, and what was sent has no date: only the same payment under the same number is the same message.
    private bool IsNew(MessagePayment message)
    {
        string number = message.Identity.Length == 28 ? message.Identity[6..] : message.Identity;
        return number.Length != 22 || number.EndsWith("0000000000", StringComparison.Ordinal)
            || _identities.Add(string.Join(
                '\n', number, message.Uetr, message.Reference, message.Currency, message.Amount));
    }

    private int? Participant(
        MessagePayment message, IReadOnlyList<string> names, string role, int other, Mark file)
    {
        foreach (string name in names)
        {
            if (context.Addressee(name) is { } index && index != other)
            {
                return index;
            }
        }

        Error(ErrorCodes.UnknownParticipant, message, file, names.Count == 0
            ? $"it names no {role}"
            : $"its {role} {string.Join(" or ", names.Select(name => Characters.Show(name)))} is no participant; give "
                + "one this `id`, `bic` or `routing-number`");
        return null;
    }

    private (int Day, long Instant)? Due(PaymentDocument document, MessagePayment message, Mark file, Mark at)
    {
        if (message.CreatedAtUs is { } instant)
        {
            (DateOnly date, long time) = context.Calendar.LocalOf(instant);
            return context.Instant(new DueTime(document.Day is null ? date : null, time), document.Day, file, file);
        }

        if (document.At is not { } first)
        {
            Error(ErrorCodes.MissingKey, message, file, "it has no time of its own; add `at:` to the source");
            return null;
        }

        int? day = document.Day;
        if (day is null && first.Date is null && message.ValueDate is { } value)
        {
            day = context.Calendar.Days.FirstOrDefault(d => d.Date == value)?.Number;
            if (day is null)
            {
                Error(ErrorCodes.NotADay, message, file, $"its value date {value:yyyy-MM-dd} is no day of the calendar"
                    + "; move the calendar, or add `day:` to the source");
                return null;
            }
        }

        Mark dayAt = context.Marks.Of(document, nameof(document.Day));
        (int Day, long Instant)? due = context.Instant(first, day, at, dayAt);
        long spacing = document.Spacing?.Us ?? 0;
        return due is { } d ? (d.Day, d.Instant + (spacing * _untimed++)) : null;
    }

    private int Kind(PaymentDocument document, string word)
    {
        Mark at = context.Marks.Of(document, nameof(document.Kind));
        if (!Ids.IsKind(word))
        {
            context.Error(ErrorCodes.Name, at, $"{Characters.Show(word)} is not a kind; use {Ids.KindForm}");
            return 0;
        }

        int kind = rows.KindOf(word);
        if (kind < 0)
        {
            context.Error(ErrorCodes.TooLarge, at, "There are more than 256 kinds of payments");
        }

        return Math.Max(0, kind);
    }

    /// <summary>The reference as an id; where that is taken, with a number behind it.</summary>
    private string IdOf(MessagePayment message)
    {
        string plain = string.Concat(message.Reference.Where(c => c is > ' ' and <= '~' and not ('"' or '\'' or ',')));
        string id = plain.Length > 0 && char.IsAsciiLetterOrDigit(plain[0]) ? plain : "m" + plain;
        id = id.Length > 58 ? id[..58] : id;
        string free = id;
        for (int n = 2; !rows.Ids.Add(free); n++)
        {
            free = $"{id}-{n}";
        }

        return free;
    }

    private void Error(string code, MessagePayment message, Mark file, string what) =>
        context.Error(code, file with { Line = message.Index }, $"Message {message.Index}: {what}");
}
