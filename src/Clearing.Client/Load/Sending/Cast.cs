using Clearing.Client.Connections;
using Clearing.Client.Load.Profiles;
using Clearing.Messages.Switching;
using Directory = Clearing.Messages.Sessions.Directory;

namespace Clearing.Client.Load.Sending;

/// <summary>The sessions of a run, and who writes their payments.</summary>
internal sealed class Cast : IAsyncDisposable
{
    private const int LoginsAtOnce = 16;

    private readonly LoadProfile _profile;
    private readonly ulong _run;
    private readonly Dictionary<(LoadTraffic Traffic, int Session), PaymentWriter> _writers = [];
    private readonly Dictionary<LoadPayees, PayeeTable> _payees = [];
    private readonly List<(long First, PaymentWriter Writer)>[] _written;

    private Cast(LoadProfile profile, ulong run, IReadOnlyList<LoadSession> sessions, Directory directory)
    {
        _profile = profile;
        _run = run;
        Sessions = sessions;
        Directory = directory;
        _written = [.. sessions.Select(_ => new List<(long, PaymentWriter)>())];
    }

    public IReadOnlyList<LoadSession> Sessions { get; }

    public Directory Directory { get; }

    /// <summary>Logs all sessions in: as the owners of the keys, or as the banks of the directory, in turn.</summary>
    public static async Task<Cast> OpenAsync(
        LoadProfile profile, ulong run, SessionOptions options, int http, IReadOnlyList<AuthenticationKey> keys,
        CancellationToken cancellation)
    {
        options = options with { Answers = profile.Answers, Notices = profile.Notices };
        List<LoadSession> sessions = [];
        try
        {
            LoadSession first = new(0, As(options, keys.Count > 0 ? keys[0] : null, profile.Target.Terminal), http);
            sessions.Add(first);
            await first.OpenAsync(cancellation);
            Directory directory = await first.DirectoryAsync().WaitAsync(options.LoginTime, options.Time, cancellation);
            string[] terminals = [.. directory.Participants.Select(p => TerminalOf(p.Bic))];
            for (int i = 1; i < profile.Sessions; i++)
            {
                sessions.Add(new LoadSession(i, As(
                    options, keys.Count > 0 ? keys[i % keys.Count] : null, terminals[i % terminals.Length]), http));
            }

            foreach (LoadSession[] group in sessions.Skip(1).Chunk(LoginsAtOnce))
            {
                await Task.WhenAll(group.Select(s => s.OpenAsync(cancellation)));
            }

            return new Cast(profile, run, sessions, directory);
        }
        catch
        {
            await Task.WhenAll(sessions.Select(s => s.DisposeAsync().AsTask()));
            throw;
        }
    }

    /// <summary>Who writes the payments of a session in a phase.</summary>
    /// <exception cref="LoadException">The banks or the frame do not suit the traffic.</exception>
    public PaymentWriter WriterOf(LoadTraffic traffic, LoadSession session)
    {
        lock (_writers)
        {
            PaymentWriter writer = FindWriter(traffic, session);
            writer.Plan.Since = session.Sent;
            _written[session.Index].Add((session.Sent, writer));
            return writer;
        }
    }

    /// <summary>Who wrote payment n of a session.</summary>
    public PaymentWriter WriterOf(LoadSession session, long n) =>
        _written[session.Index].FindLast(w => w.First <= n).Writer;

    /// <summary>Payments of all sessions that were acknowledged; also when the sessions have ended.</summary>
    public AcknowledgedPayments Acknowledged() =>
        new(Sessions[0].Welcome.Ledger, Sessions.SelectMany(AcknowledgedOf));

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(Sessions.Select(s => s.DisposeAsync().AsTask()));

    private IEnumerable<UInt128> AcknowledgedOf(LoadSession session)
    {
        List<(long First, PaymentWriter Writer)> written = _written[session.Index];
        for (int i = 0; i < written.Count; i++)
        {
            long end = i + 1 < written.Count ? written[i + 1].First : session.Sent;
            for (long n = written[i].First; n < end; n++)
            {
                if (Outcomes.HasEffect(session.Book[n]))
                {
                    yield return written[i].Writer.IdOf(n);
                }
            }
        }
    }

    private PaymentWriter FindWriter(LoadTraffic traffic, LoadSession session)
    {
        if (!_writers.TryGetValue((traffic, session.Index), out PaymentWriter? writer))
        {
            int payer = session.Welcome.Participant;
            PaymentPlan plan = new(_profile.Seed, session.Index, payer, PayeesOf(traffic.Payees), traffic);
            PaymentIds ids = new(_run, session.Index);
            writer = new PaymentWriter(
                traffic, plan, ids, payer, session.Welcome.LastNumber + 1, Directory, DateOf(session.Welcome.TimeUs))
            {
                Requests = traffic.Message == LoadMessage.Json
                    ? new HttpRequests(traffic, plan, ids, payer, Directory, session.Welcome.Ledger, KeyOf(payer))
                    : null,
            };
            _writers.Add((traffic, session.Index), writer);
        }

        return writer;
    }

    // A service without an access file takes the id of a bank for it.
    private string KeyOf(int payer)
    {
        string id = Directory.Participants[payer].Id;
        if (_profile.Target.HttpKeys is not { } path)
        {
            return id;
        }

        string[]? words = File.ReadLines(path).Select(line => line.Split(' ')).FirstOrDefault(w => w[0] == id);
        return words is [_, var key] ? key : throw new LoadException($"{path} has no key of {id}.");
    }

    private static SessionOptions As(SessionOptions options, AuthenticationKey? key, string? terminal) => options with
    {
        Key = key,
        Terminal = key?.Owner ?? terminal
            ?? throw new LoadException("Say as whom to log in first: `terminal` of the target, or keys."),
    };

    private static string TerminalOf(string bic) => bic.Length switch
    {
        8 => bic + "AXXX",
        11 => $"{bic[..8]}A{bic[8..]}",
        _ => throw new LoadException($"'{bic}' of the directory is no BIC, so nobody can log in as its owner."),
    };

    private PayeeTable PayeesOf(LoadPayees payees)
    {
        if (Directory.Participants.Count < 2)
        {
            throw new LoadException("The ledger has fewer than two banks.");
        }

        if (!_payees.TryGetValue(payees, out PayeeTable? table))
        {
            _payees.Add(payees, table = new PayeeTable(payees, Directory.Participants.Count));
        }

        return table;
    }

    private static DateOnly DateOf(long timeUs) =>
        DateOnly.FromDateTime(DateTimeOffset.UnixEpoch.AddMicroseconds(timeUs).UtcDateTime);
}
