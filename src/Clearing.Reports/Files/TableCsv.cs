using System.Globalization;
using Clearing.Reports.Metrics;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Results;

namespace Clearing.Reports.Files;

/// <summary>
/// The smaller files of a run: failures, overdrafts, states of queues, tests of what waits, cover tests, certificates.
/// Each is written only where it has a row.
/// </summary>
internal sealed class TableCsv
{
    private readonly RunSummary _run;
    private readonly Scenario _scenario;
    private readonly LocalTime _time;

    private TableCsv(RunSummary run)
    {
        _run = run;
        _scenario = run.Scenario;
        _time = LocalTime.Of(run.Scenario);
    }

    /// <summary>The names of the files, in the order of their writing.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "failures.csv", "overdrafts.csv", "queue-states.csv", "waiting.csv", "exposures.csv", "certificates.csv",
        "certificate-payments.csv", "closings.csv", "messages.csv",
        "correspondents.csv", "chains.csv",
    ];

    public static void WriteAll(string folder, RunSummary run)
    {
        var tables = new TableCsv(run);
        Write(folder, Names[0], "system,day,time,round,event,step,failed,payer,amount", tables.Failures());
        Write(folder, Names[1], "system,day,id,periods,breaches,peak,average,uncollateralised_average,fee,overnight,"
            + "overnight_fee", tables.Overdrafts());
        Write(folder, Names[2], "system,time,state,waiting,value,injection", tables.QueueStates());
        Write(folder, Names[3], "system,id,test,needed,available", tables.Waiting());
        Write(folder, Names[4], "system,time,test,id,net_debit,collateral,pool,shares,guarantee,covered",
            tables.Exposures());
        Write(folder, Names[5], "system,set,id,net,position", tables.Certificates());
        Write(folder, Names[6], "system,set,time,mechanism,payment,from,to,amount", tables.CertificatePayments());
        Write(folder, Names[7], "system,day,id,unreleased,required,required_share,explain", tables.Closings());
        Write(folder, Names[8], "system,time,from,to,type,session,input_sequence,output_sequence,input_reference,"
            + "output_reference,pde,pdm,reason,answer,answered_at,payment,file,index", tables.Messages());
        CorrespondentRows correspondents = new(run);
        Write(folder, Names[9], CorrespondentRows.BookHeader, correspondents.Books());
        Write(folder, Names[10], CorrespondentRows.ChainHeader, correspondents.Chains());
    }

    private static void Write(string folder, string name, string header, IEnumerable<string[]> rows)
    {
        using IEnumerator<string[]> row = rows.GetEnumerator();
        if (!row.MoveNext())
        {
            return;
        }

        using StreamWriter file = new(Path.Combine(folder, name)) { NewLine = "\n" };
        file.WriteLine(header);
        do
        {
            file.WriteLine(string.Join(',', row.Current.Select(CsvText.Quote)));
        }
        while (row.MoveNext());
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private IEnumerable<string[]> Failures() => Rows(o => o.Failures, (s, o, line) =>
    [
        o.Name, Number(line.Day), _time.Format(line.Time), Number(line.Round), CsvWords.Of(line.Event),
        line.Step < 0 ? "" : CsvWords.Of(_scenario.Systems[s].Failure[line.Step].Kind), Id(line.Failed),
        line.Payer >= 0 ? Id(line.Payer) : line.Event == FailureEvent.Covered ? "operator" : "",
        Amount(s, line.AmountMinor),
    ]);

    private IEnumerable<string[]> Overdrafts() => Rows(o => o.Overdrafts, (s, o, line) =>
    [
        o.Name, Number(line.Day), Id(line.Account), Number(line.Periods), Number(line.Breaches),
        Amount(s, line.PeakMinor), Amount(s, line.AverageMinor), Amount(s, line.UncollateralisedAverageMinor),
        Amount(s, line.FeeMinor), Amount(s, line.OvernightMinor), Amount(s, line.OvernightFeeMinor),
    ]);

    private IEnumerable<string[]> QueueStates() => Rows(o => o.Observations, (s, o, seen) =>
    [
        o.Name, _time.Format(seen.Time), CsvWords.Of(seen.State), Number(seen.Waiting), Amount(s, seen.ValueMinor),
        Amount(s, seen.InjectionMinor),
    ]);

    private IEnumerable<string[]> Waiting() => Rows(o => o.FailedTests, (s, o, test) =>
    [
        o.Name, _run.PaymentId(s, test.Payment), CsvWords.Of(test.Test), Amount(s, test.NeededMinor),
        Amount(s, test.AvailableMinor),
    ]);

    private IEnumerable<string[]> Exposures() => Rows((s, _) => CoverTest.Of(_scenario, s, _run.Outcomes[s].Nets),
        (s, o, test) =>
        [
            o.Name, _time.Format(test.Time), test.Others.Length == 0 ? "cover-1" : "cover-2",
            string.Join('+', ((int[])[test.Account, .. test.Others]).Select(Id)), Amount(s, test.DebitMinor),
            Amount(s, test.CollateralMinor), Amount(s, test.PoolMinor), Amount(s, test.SharesMinor),
            Amount(s, test.GuaranteeMinor), test.IsCovered ? "yes" : "no",
        ]);

    private IEnumerable<string[]> Certificates() => Rows(o => o.Certificates.Positions, (s, o, line) =>
    [
        o.Name, Number(line.Set), Id(line.Account), Amount(s, line.NetMinor), Amount(s, line.PositionMinor),
    ]);

    private IEnumerable<string[]> CertificatePayments() => Rows(o => o.Certificates.Payments, (s, o, line) =>
    [
        o.Name, Number(line.Set), _time.Format(line.Time),
        line.Mechanism < 0 ? "" : CsvWords.Of(_scenario.Systems[s].Release[line.Mechanism].Kind),
        _run.PaymentId(s, line.Payment), Id(line.From), Id(line.To), Amount(s, line.AmountMinor),
    ]);

    private IEnumerable<string[]> Closings() => Rows(
        (_, outcome) => Closing.Of(_scenario, outcome).SelectMany(closing => Enumerable
            .Range(0, outcome.Accounts.Length)
            .Where(a => closing.RequiredMinor[a] > 0 || closing.UnreleasedMinor[a] > 0)
            .Select(a => (Closing: closing, Account: a))).ToList(),
        (s, o, row) =>
        [
            o.Name, Number(row.Closing.Day), Id(row.Account), Amount(s, row.Closing.UnreleasedMinor[row.Account]),
            Amount(s, row.Closing.RequiredMinor[row.Account]),
            MetricValue.Ratio(row.Closing.RequiredMinor[row.Account], row.Closing.AllRequiredMinor)
                .Format(_run.CurrencyOf(s)),
            row.Closing.MustExplain(row.Account) ? "yes" : "no",
        ]);

    private IEnumerable<string[]> Messages() => _run.Messages.Select(message => new[]
    {
        NameOf(message.Arrangement), _time.Format(message.Time), message.From, message.To, message.Type,
        Number(message.Session), message.IsOutput ? "" : Number(message.Sequence),
        message.IsOutput ? Number(message.Sequence) : "", message.InputReference, message.OutputReference,
        message.IsPossibleEmission ? "yes" : "", message.IsPossibleDelivery ? "yes" : "", message.Reason,
        message.Answer, message.AnsweredAt == 0 ? "" : _time.Format(message.AnsweredAt),
        message.Payment < 0 ? "" : _scenario.Payments.IdOf(message.Payment), message.File,
        message.Index == 0 ? "" : Number(message.Index),
    });

    // A scenario made in code may have no arrangements: then each system is one.
    private string NameOf(int arrangement) => _scenario.Arrangements.Count > 0
        ? _scenario.Arrangements[arrangement].Name
        : _scenario.Systems[arrangement].Name;

    private IEnumerable<string[]> Rows<T>(Func<SystemOutcome, IReadOnlyList<T>> of,
        Func<int, SystemOutcome, T, string[]> row) => Rows((_, outcome) => of(outcome), row);

    private IEnumerable<string[]> Rows<T>(
        Func<int, SystemOutcome, IReadOnlyList<T>> of, Func<int, SystemOutcome, T, string[]> row) =>
        _run.Outcomes.SelectMany((outcome, s) => of(s, outcome).Select(line => row(s, outcome, line)));

    private string Amount(int system, Int128 minor) => _run.CurrencyOf(system).Format(minor);

    private string Id(int account) => account < 0 ? "" : _scenario.Participants[account].Id;
}
