using System.Collections.Concurrent;
using Clearing.Grains.Ledgers;
using Clearing.Messages.Sessions;
using Clearing.Server.Access;
using Clearing.Server.Intake;
using Clearing.Server.Ledgers;
using Clearing.Server.Notices;
using Clearing.Server.Sessions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;

namespace Clearing.Server;

/// <summary>
/// The way in over TCP: sessions of banks with ledgers (docs/reference/sessions.md). Kestrel, or whoever else accepts
/// connections, hands each to <see cref="RunAsync"/>.
/// </summary>
public sealed class Gateway : IDisposable
{
    private const int IdleBatches = 64;

    private readonly GatewayOptions _options;
    private readonly Dictionary<ServedLedger, NoticeBoard> _boards;
    private readonly INoticePlaces _places;
    private readonly TimeProvider _time;
    private readonly ILogger<Gateway> _logger;
    private readonly ObjectPool<Submission> _pool =
        new DefaultObjectPool<Submission>(new DefaultPooledObjectPolicy<Submission>(), IdleBatches);

    private readonly ConcurrentDictionary<Line, Session?> _lines = new();
    private readonly ITimer _watch;
    private readonly Login _login;
    private readonly Seats _seats;
    private bool _isStopping;

    /// <param name="options">Who may come in.</param>
    /// <param name="ledgers">What sessions can be opened with; names are unique.</param>
    /// <param name="places">Numbers of sessions, and how far participants have taken their notices.</param>
    /// <param name="time">Against which silence and keys are measured.</param>
    /// <param name="logger">Told of sessions, never of a payment.</param>
    public Gateway(
        GatewayOptions options,
        IReadOnlyList<ServedLedger> ledgers,
        INoticePlaces places,
        TimeProvider time,
        ILogger<Gateway> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Check();
        _options = options;
        _boards = ledgers.ToDictionary(ledger => ledger, ledger => new NoticeBoard(ledger, time, logger));
        _places = places;
        _time = time;
        _logger = logger;
        _login = new Login(options, ledgers, NowUs);
        _seats = new Seats(options.Guard);
        TimeSpan often = TimeSpan.FromSeconds(1);
        _watch = time.CreateTimer(_ => Watch(), null, often, often);
    }

    /// <summary>Sessions that are open or about to be.</summary>
    public int SessionCount => _lines.Count;

    /// <summary>Sessions that wait for something to come.</summary>
    internal int WaitingCount => _lines.Keys.Count(line => line.IsWaiting);

    /// <summary>Sessions whose peer does not read.</summary>
    internal int StuckCount => _lines.Keys.Count(line => line.IsStuck);

    /// <summary>True where nobody proves anything: then only loopback addresses are served.</summary>
    public bool TrustsAnybody => _options is { Keys.Count: 0, Guard: null };

    /// <summary>By what senders called their latest payments in a ledger.</summary>
    internal ReferenceMemory ReferencesOf(ServedLedger ledger) => _boards[ledger].References;

    /// <summary>Serves a connection until its session ends.</summary>
    public async Task RunAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        using Line line = new(connection, _time);
        _lines.TryAdd(line, null);
        GatewayMeters.Begun();
        try
        {
            await ServeAsync(line, connection).ConfigureAwait(false);
        }
        finally
        {
            _lines.TryRemove(line, out _);
            GatewayMeters.Ended(line.Closing?.Code);
        }
    }

    /// <summary>
    /// Takes in no more: sessions answer what is under way and end. Completes when all have, or when the token says
    /// that it takes too long.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref _isStopping, true);
        foreach ((Line line, Session? session) in _lines)
        {
            StopOne(line, session);
        }

        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(20), _time);
        while (!_lines.IsEmpty && await often.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
        }
    }

    /// <summary>The news of a ledger, for all who are told of it.</summary>
    internal NoticeBoard BoardOf(ServedLedger ledger) => _boards[ledger];

    public void Dispose()
    {
        _watch.Dispose();
        foreach (NoticeBoard board in _boards.Values)
        {
            board.Dispose();
        }
    }

    private async Task ServeAsync(Line line, ConnectionContext connection)
    {
        string from = connection.RemoteEndPoint?.ToString() ?? "";
        LoggedIn? who = null;
        if (_lines.Count > _options.MostSessions)
        {
            line.End(CloseCode.Full, text: "as many sessions are open as may be");
        }
        else
        {
            string certificate = SessionGuard.PrintOf(
                connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate);
            who = await _login.RunAsync(line, connection.RemoteEndPoint, certificate).ConfigureAwait(false);
        }

        if (who is not null && !line.IsEnding && _seats.TryTake(who.Participant))
        {
            try
            {
                await ServeAsync(line, who, from).ConfigureAwait(false);
            }
            finally
            {
                _seats.Leave(who.Participant);
            }
        }
        else
        {
            line.End(CloseCode.Full, text: "this participant has as many sessions open as it may");
            GatewayLog.Refused(_logger, from, line.Closing!.Code, line.Closing.Text);
        }

        await line.FinishAsync(_options.CloseTime).ConfigureAwait(false);
    }

    private async Task ServeAsync(Line line, LoggedIn who, string from)
    {
        long number = 0;
        NoticeBoard board = _boards[who.Ledger];
        int window = Smaller(who.Hello.InstructionWindow, _options.InstructionWindow);
        using InstructionDesk desk = new(line, who, window, _options.BatchesUnderWay, board.References, _pool);
        try
        {
            LedgerInfo info = await who.Ledger.Grain.OpenAsync().ConfigureAwait(false);
            if (info.State == LedgerState.Serving)
            {
                number = await _places.BeginSessionAsync(who.Participant).ConfigureAwait(false);
                NoticeDesk? notices = who.Hello.Notices == NoticeForm.None
                    ? null
                    : await NoticeDesk.OpenAsync(
                        line, who, number, board, _places, Smaller(who.Hello.NoticeWindow, _options.NoticeWindow))
                        .ConfigureAwait(false);
                await WelcomeAsync(line, who, number, window, notices).ConfigureAwait(false);
                GatewayLog.Opened(
                    _logger, number, who.Hello.Terminal, who.Ledger.Name, who.Proof is not null, from);
                Session session = new(line, who, desk, notices, _options.KeepOrder, NowUs);
                _lines[line] = session;
                if (Volatile.Read(ref _isStopping))
                {
                    StopOne(line, session);
                }

                await session.RunAsync().ConfigureAwait(false);
            }
            else
            {
                line.End(CloseCode.Unavailable, text: WhyClosed(info));
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            line.End(CloseCode.Unavailable, text: "the service failed");
            GatewayLog.Failed(_logger, number, who.Hello.Terminal, exception);
        }

        (ulong taken, ulong refused) = desk.Counts;
        GatewayLog.Closed(
            _logger, number, who.Hello.Terminal, line.Closing!.Code, line.Closing.Text, taken, refused);
    }

    // What is wrong in its operator's words names files and hosts: that is not for the outside.
    private static string WhyClosed(LedgerInfo info) => info switch
    {
        { IsFull: true } => "the store of the ledger is full: it takes nothing until its operator makes room",
        { State: LedgerState.Halted } => "the ledger has stopped and waits for its operator",
        _ => "the ledger takes nothing at present",
    };

    private async Task WelcomeAsync(Line line, LoggedIn who, long number, int window, NoticeDesk? notices)
    {
        Welcome welcome = new()
        {
            Marks = (who.Proof is null ? WelcomeMarks.Unproven : WelcomeMarks.None)
                | (who.Ledger.KeepsMessages ? WelcomeMarks.KeepsMessages : WelcomeMarks.None),
            Session = number,
            Participant = who.Participant,
            Ledger = who.Ledger.Name,
            DirectoryHash = who.Ledger.DirectoryHash,
            InstructionWindow = window,
            NoticeWindow = Smaller(who.Hello.NoticeWindow, _options.NoticeWindow),
            HeartbeatMs = (int)_options.Heartbeat.TotalMilliseconds,
            LastNumber = await who.Ledger.Grain.LastNumberAsync(who.Participant).ConfigureAwait(false),
            FirstNotice = notices?.First ?? 0,
            TimeUs = who.Ledger.Clock(),
        };
        await line.SendAsync(welcome.Write).ConfigureAwait(false);
    }

    /// <summary>Ends what is silent or stuck, and says something where nothing was said for long.</summary>
    private void Watch()
    {
        foreach (NoticeBoard board in _boards.Values)
        {
            _ = board.CheckAsync();
        }

        foreach ((Line line, Session? session) in _lines)
        {
            session?.CheckNotices();
            if (line.Stuck > _options.WriteTime)
            {
                line.End(CloseCode.Slow, text: "what was sent is not read");
            }
            else if (line.Silence > (session is null ? _options.LoginTime : 2 * _options.Heartbeat))
            {
                line.End(CloseCode.Idle, text: "nothing came for too long");
            }
            else if (session is not null && _options.Guard?.WhyNot(session.Who) is { } why)
            {
                line.End(CloseCode.Authentication, text: why);
            }
            else if (session is not null && line.Quiet > _options.Heartbeat)
            {
                Beat(line);
            }
        }
    }

    private static void Beat(Line line)
    {
        if (!line.IsEnding && line.TryEnter())
        {
            _ = BeatAsync(line);
        }

        static async Task BeatAsync(Line line)
        {
            try
            {
                line.Write(new Heartbeat(false, 0, 0).Write);
                await line.FlushAsync().ConfigureAwait(false);
            }
            finally
            {
                line.Leave();
            }
        }
    }

    private static void StopOne(Line line, Session? session)
    {
        if (session is null)
        {
            line.End(CloseCode.Stopping, text: "the service stops");
        }
        else
        {
            session.Stop();
        }
    }

    private static int Smaller(int asked, int most) => asked == 0 ? most : Math.Min(asked, most);

    private long NowUs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
