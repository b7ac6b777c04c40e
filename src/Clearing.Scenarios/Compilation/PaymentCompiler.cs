using Clearing.Scenarios.Csv;
using Clearing.Scenarios.Documents;
using Clearing.Scenarios.Text;
using Clearing.Scenarios.Values;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Compiles `payments:` from rows, files, messages and generators.</summary>
internal sealed class PaymentCompiler(
    CompilationContext context, GeneratorRunner generators, MessageFileReader? messages)
{
    private readonly PaymentRows _rows = new();
    private Currency? _checked;

    public PaymentRows Compile(IReadOnlyList<PaymentDocument> documents)
    {
        for (int i = 0; i < documents.Count; i++)
        {
            PaymentDocument document = documents[i];
            if (!_rows.HasRoom)
            {
                context.Error(ErrorCodes.TooLarge, context.Marks.Of(document),
                    $"There are more than {PaymentRows.MaxSources} sources of payments");
                break;
            }

            if (document.Generate is { } generate)
            {
                CheckAlone(document, "generate");
                CheckSpacing(document);
                generators.Payments(generate, i, _rows);
            }
            else if (document.File is { } file)
            {
                CheckAlone(document, "file");
                CheckSpacing(document);
                AddFile(file, context.Marks.Of(document, nameof(document.File)));
            }
            else if (document.Messages is { } path)
            {
                CheckAlone(document, "messages", nameof(document.At), nameof(document.Day), nameof(document.Kind));
                new MessageSource(context, messages, _rows).Add(document, path);
            }
            else if (document.Id is { } id)
            {
                CheckSpacing(document);
                AddRow(document, id.Text);
            }
        }

        generators.CheckIds(_rows);
        return _rows;
    }

    private void CheckAlone(PaymentDocument document, string key, params string[] allowed)
    {
        foreach (string property in (string[])[nameof(document.At), nameof(document.Day), nameof(document.From),
            nameof(document.To), nameof(document.Amount), nameof(document.Currency), nameof(document.Priority),
            nameof(document.Kind), nameof(document.NotBefore), nameof(document.NotAfter), nameof(document.Group)])
        {
            if (!allowed.Contains(property) && context.Marks.Has(document, property))
            {
                context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + property),
                    $"`{Binding.Kebab.Of(property)}` does not go together with `{key}`");
            }
        }
    }

    private void CheckSpacing(PaymentDocument document)
    {
        if (context.Marks.Has(document, nameof(document.Spacing)))
        {
            context.Error(ErrorCodes.KeysDoNotGoTogether, context.Marks.Of(document, "key " + nameof(document.Spacing)),
                "`spacing` goes together with `messages` only");
        }
    }

    private void AddRow(PaymentDocument document, string id)
    {
        Mark At(string property) => context.Marks.Of(document, property);
        bool complete = CheckRequired(document);
        CheckId(id, At(nameof(document.Id)));
        int? from = document.From is { } payer ? context.Participant(payer.Text, At(nameof(document.From))) : null;
        int? to = document.To is { } payee ? context.Participant(payee.Text, At(nameof(document.To))) : null;
        Currency? currency = document.Currency is { } code
            ? context.CurrencyOf(code.Text, At(nameof(document.Currency))) : context.Currency;
        CheckSettled(currency, At(nameof(document.Currency)));
        long? amount = document.Amount is { } text
            ? context.PositiveMoney(text.Text, At(nameof(document.Amount)), currency) : null;
        CheckDifferent(from, to, At(nameof(document.To)));
        int group = document.Group is { } together ? Group(together.Text, At(nameof(document.Group))) : 0;
        int kind = document.Kind is { } word ? Kind(word.Text, At(nameof(document.Kind))) : 0;
        (int Day, long Instant)? due = Instant(document.At, document.Day, document, nameof(document.At));
        long notBefore = Instant(document.NotBefore, due?.Day, document, nameof(document.NotBefore))?.Instant ?? 0;
        long notAfter = Instant(document.NotAfter, due?.Day, document, nameof(document.NotAfter))?.Instant ?? 0;
        CheckWindow(notBefore, notAfter, At(nameof(document.NotAfter)));
        if (complete && from is { } f && to is { } t && amount is { } a && due is { } d)
        {
            _rows.Add(id, new PaymentRow(
                f, t, a, d.Instant, d.Day, document.Priority ?? Priority.Normal, (byte)Math.Max(0, kind),
                Number(currency), group, notBefore, notAfter));
        }
    }

    private (int Day, long Instant)? Instant(DueTime? time, int? day, PaymentDocument document, string property)
    {
        if (time is not { } given)
        {
            return null;
        }

        bool isDue = property == nameof(document.At);
        int? onDay = isDue || given.Date is null ? day : null;
        return context.Instant(
            given, onDay, context.Marks.Of(document, property), context.Marks.Of(document, nameof(document.Day)));
    }

    private bool CheckRequired(PaymentDocument document)
    {
        bool complete = true;
        foreach (string property in (string[])[nameof(document.At), nameof(document.From), nameof(document.To),
            nameof(document.Amount)])
        {
            if (!context.Marks.Has(document, property))
            {
                context.Error(ErrorCodes.MissingKey, context.Marks.Of(document),
                    $"A payment needs the key `{Binding.Kebab.Of(property)}`");
                complete = false;
            }
        }

        return complete;
    }

    private void CheckId(string id, Mark at)
    {
        if (!Ids.IsPayment(id))
        {
            context.Error(ErrorCodes.Id, at, $"{Characters.Show(id)} is not a payment's id; use {Ids.PaymentForm}");
        }
        else if (!_rows.Ids.Add(id))
        {
            context.Error(ErrorCodes.Duplicate, at,
                $"The payment {Characters.Show(id)} is there already; ids are unique over all sources");
        }
    }

    private void CheckDifferent(int? from, int? to, Mark at)
    {
        if (from is not null && from == to)
        {
            context.Error(ErrorCodes.SameParticipant, at, "`from` and `to` are the same participant");
        }
    }

    /// <summary>Refuses a currency in which nothing can settle; asked once for a run of rows that share it.</summary>
    private void CheckSettled(Currency? currency, Mark at)
    {
        if (currency is not { } asked || asked == _checked)
        {
            return;
        }

        _checked = asked;
        if (context.Systems.Systems.Count > 0 && !context.Systems.Settle(asked))
        {
            context.Error(ErrorCodes.OtherCurrency, at, $"The payment is in {asked.Code}, and no system has accounts "
                + "in it; add one, or write the currency of a system");
        }
    }

    private byte Number(Currency? currency) =>
        currency is not { } other || other == context.Currency ? (byte)0 : _rows.CurrencyOf(other);

    private int Group(string id, Mark at)
    {
        if (!Ids.IsPayment(id))
        {
            context.Error(ErrorCodes.Id, at, $"{Characters.Show(id)} is not the id of a group; use {Ids.PaymentForm}");
        }

        return _rows.GroupOf(id);
    }

    private int Kind(ReadOnlySpan<char> word, Mark at)
    {
        if (!Ids.IsKind(word))
        {
            context.Error(ErrorCodes.Name, at, $"{Characters.Show(word)} is not a kind; use {Ids.KindForm}");
            return -1;
        }

        int kind = _rows.KindOf(word);
        if (kind < 0)
        {
            context.Error(ErrorCodes.TooLarge, at, "There are more than 256 kinds of payments");
        }

        return kind;
    }

    private void CheckWindow(long notBefore, long notAfter, Mark at)
    {
        if (notBefore > 0 && notAfter > 0 && notAfter < notBefore)
        {
            context.Error(ErrorCodes.OutOfOrder, at, "`not-after` is before `not-before`");
        }
    }

    private void AddFile(string path, Mark at)
    {
        (string full, string shown) = context.Resolve(path);
        if (SourceFile.WhyNot(full, path) is { } why)
        {
            context.Error(ErrorCodes.Unreadable, at, why);
            return;
        }

        using CsvFile? csv = CsvFile.Open(full, shown, context.Problems);
        if (csv is not null && PaymentFile.Open(csv, context) is { } file)
        {
            while (csv.Read())
            {
                AddRow(file);
            }
        }
    }

    private void AddRow(PaymentFile file)
    {
        int errors = context.Problems.Count;
        CsvFile csv = file.Csv;
        int from = file.Participant(file.From);
        int to = file.Participant(file.To);
        if (from >= 0 && from == to)
        {
            CheckDifferent(from, to, csv.At(file.To));
        }

        Currency? currency = file.CurrencyOfRow();
        if (currency != _checked)
        {
            CheckSettled(currency, csv.At(file.Currency < 0 ? 0 : file.Currency));
        }

        long amount = file.Amount(currency)
            ?? context.PositiveMoney(csv[file.AmountColumn], csv.At(file.AmountColumn), currency) ?? 0;

        int kind = csv[file.Kind].IsEmpty ? 0
            : csv[file.Kind].SequenceEqual("bank") ? 0 : Kind(csv[file.Kind], csv.At(file.Kind));
        (int Day, long Instant)? due = file.Due();
        long notBefore = file.Instant(file.NotBefore, due?.Day);
        long notAfter = file.Instant(file.NotAfter, due?.Day);
        if (notBefore > 0 && notAfter > 0)
        {
            CheckWindow(notBefore, notAfter, csv.At(file.NotAfter));
        }

        int group = csv[file.Group].IsEmpty ? 0 : Group(csv[file.Group].ToString(), csv.At(file.Group));
        Priority priority = file.Priority();
        string id = csv[file.Id].ToString();
        if (!Ids.IsPayment(id) || _rows.Ids.Contains(id))
        {
            CheckId(id, csv.At(file.Id));
        }
        else
        {
            _rows.Ids.Add(id);
        }

        if (context.Problems.Count == errors)
        {
            _rows.Add(id, new PaymentRow(
                from, to, amount, due!.Value.Instant, due.Value.Day, priority, (byte)kind, Number(currency), group,
                notBefore, notAfter));
        }
    }
}
