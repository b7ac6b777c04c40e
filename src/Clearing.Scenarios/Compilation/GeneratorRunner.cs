using System.Globalization;
using Clearing.Scenarios.Generators;
using Clearing.Scenarios.Model;
using Clearing.Scenarios.Text;
using Clearing.Settlement.Model;

namespace Clearing.Scenarios.Compilation;

/// <summary>Runs `generate:` sources: checks them, sees that there is a seed, draws, and keeps ids unique.</summary>
internal sealed class GeneratorRunner(CompilationContext context, ulong? seed, bool draw)
{
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly List<(PaymentGeneratorDocument Document, string Prefix, int Count)> _generated = [];
    private ParticipantSize[] _participants = [];
    private int[] _indexes = [];

    public void NoteSize(string id, long size) => _sizes[id] = size;

    /// <summary>Tells the payment generators whom they draw between: not accounts of systems.</summary>
    public void SetParticipants(IReadOnlyList<Participant> participants)
    {
        _indexes = [.. Enumerable.Range(0, participants.Count).Where(i => participants[i].StandsFor < 0)];
        _participants = Array.ConvertAll(_indexes,
            i => new ParticipantSize(_sizes.GetValueOrDefault(participants[i].Id), participants[i].BalanceMinor));
    }

    /// <summary>Draws participants; null after an error.</summary>
    public GeneratedParticipants? Participants(ParticipantGeneratorDocument document, int source) =>
        IsFine(document, () => GeneratorChecks.Check(document, context.Currency)) && seed is { } start
            ? ParticipantGenerator.Draw(document, context.Currency, start, source)
            : null;

    /// <summary>Draws payments into the rows.</summary>
    public void Payments(PaymentGeneratorDocument document, int source, PaymentRows rows)
    {
        GeneratorDay[] days = [.. context.Calendar.Days.Select(Day)];
        if (!IsFine(document, () => GeneratorChecks.Check(document, _participants.Length, days, context.Currency)))
        {
            return;
        }

        string prefix = PaymentGenerator.PrefixOf(document, source);
        int count = PaymentGenerator.CountOf(document, days);
        if (!Ids.IsPayment(prefix + count.ToString(CultureInfo.InvariantCulture)))
        {
            context.Error(ErrorCodes.Id, context.Marks.OfPath(document, "prefix"),
                $"{Characters.Show(prefix)} cannot begin the ids of payments; use {Ids.PaymentForm}");
            return;
        }

        rows.BeginGenerated(prefix, count);
        _generated.Add((document, prefix, count));
        if (draw && context.Problems.Count == 0 && seed is { } start)
        {
            Add(PaymentGenerator.Draw(document, _participants, days, context.Currency, start, source), rows, document);
        }
    }

    /// <summary>Refuses generated ids that another source has too.</summary>
    public void CheckIds(PaymentRows rows)
    {
        for (int i = 0; i < _generated.Count; i++)
        {
            (PaymentGeneratorDocument document, string prefix, int count) = _generated[i];
            Mark at = context.Marks.OfPath(document, "prefix");
            PaymentSource source = PaymentSource.Generated(prefix, count);
            string? taken = rows.Ids.Where(id => source.RowOf(id) >= 0).Order(StringComparer.Ordinal).FirstOrDefault();
            for (int j = 0; j < _generated.Count && taken is null; j++)
            {
                string first = _generated[j].Prefix + "1";
                taken = j != i && (j < i || _generated[j].Prefix != prefix) && source.RowOf(first) >= 0 ? first : null;
            }

            if (taken is not null)
            {
                context.Error(ErrorCodes.Duplicate, at,
                    $"The payment {Characters.Show(taken)} is there already; give the generator another `prefix`");
            }
        }
    }

    private void Add(GeneratedPayments drawn, PaymentRows rows, PaymentGeneratorDocument document)
    {
        byte[] kinds = new byte[drawn.KindNames.Length];
        for (int i = 0; i < kinds.Length; i++)
        {
            int kind = Ids.IsKind(drawn.KindNames[i]) ? rows.KindOf(drawn.KindNames[i]) : -1;
            if (kind < 0)
            {
                context.Error(ErrorCodes.Name, context.Marks.OfPath(document, "kinds"),
                    $"{Characters.Show(drawn.KindNames[i])} is not a kind, or one more than 256; use {Ids.KindForm}");
                return;
            }

            kinds[i] = (byte)kind;
        }

        for (int i = 0; i < drawn.Count; i++)
        {
            rows.AddGenerated(i, new PaymentRow(
                _indexes[drawn.From[i]], _indexes[drawn.To[i]], drawn.AmountMinor[i], drawn.DueAt[i],
                drawn.Day?[i] ?? 1, drawn.Priority[i], kinds[drawn.Kind[i]]));
        }
    }

    private bool IsFine(object document, Func<IReadOnlyList<GeneratorProblem>> check)
    {
        if (seed is null)
        {
            context.Error(ErrorCodes.SeedMissing, context.Marks.Of(document),
                "What is drawn at random needs the key `seed`, a whole number; or give --seed");
        }

        IReadOnlyList<GeneratorProblem> found = check();
        foreach (GeneratorProblem problem in found)
        {
            context.Error(ErrorCodes.Generator, context.Marks.OfPath(document, problem.Property),
                problem.Property.Length == 0
                    ? $"`generate`: {problem.Message}"
                    : $"`{problem.Property}` {problem.Message}");
        }

        return found.Count == 0;
    }

    private GeneratorDay Day(ScenarioDay day) =>
        new(day.Number, day.OpenAt, day.CloseAt, context.Calendar.Hours.OpenUs);
}
