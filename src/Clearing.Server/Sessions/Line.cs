using System.Buffers;
using System.IO.Pipelines;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;
using Microsoft.AspNetCore.Connections;

namespace Clearing.Server.Sessions;

/// <summary>
/// The connection of a session: its two pipes, who writes at the moment, and how it ends. Whoever finds a reason ends
/// it; what waits is woken, and the reason is the last that is said.
/// </summary>
internal sealed class Line : IDisposable
{
    private readonly ConnectionContext _connection;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<Signal> _sleepers = [];
    private readonly Lock _lock = new();
    private Close? _close;
    private bool _isGone;
    private long _readingSince;
    private long _writingSince;
    private long _lastSent;

    public Line(ConnectionContext connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _lastSent = time.GetTimestamp();
    }

    public PipeReader Input => _connection.Transport.Input;

    /// <summary>What is written by who has the turn.</summary>
    public FrameBuilder Builder { get; } = new();

    /// <summary>Why it ends; null while it does not.</summary>
    public Close? Closing => Volatile.Read(ref _close);

    public bool IsEnding => Closing is not null;

    /// <summary>True when the peer is not there any more, and is told nothing.</summary>
    public bool IsGone => Volatile.Read(ref _isGone);

    /// <summary>How long nothing has come of what is waited for; zero while nothing is waited for.</summary>
    public TimeSpan Silence => Since(Volatile.Read(ref _readingSince));

    /// <summary>How long the peer has not read; zero while it does.</summary>
    public TimeSpan Stuck => Since(Volatile.Read(ref _writingSince));

    /// <summary>True while something is waited for.</summary>
    public bool IsWaiting => Volatile.Read(ref _readingSince) != 0;

    /// <summary>True while the peer does not read.</summary>
    public bool IsStuck => Volatile.Read(ref _writingSince) != 0;

    /// <summary>How long nothing was sent.</summary>
    public TimeSpan Quiet => Since(Volatile.Read(ref _lastSent));

    /// <summary>Wakes a signal when the session ends.</summary>
    public Signal Wakes(Signal signal)
    {
        lock (_lock)
        {
            _sleepers.Add(signal);
        }

        return signal;
    }

    /// <summary>Ends the session; only the first reason counts.</summary>
    public void End(CloseCode code, ulong number = 0, string text = "") => End(new Close(code, number, text));

    private void End(Close close)
    {
        if (Interlocked.CompareExchange(ref _close, close, null) is not null)
        {
            return;
        }

        Input.CancelPendingRead();
        if (IsStuck)
        {
            // Where no flush waits this would cancel the next one, and over TLS what that one has would be lost.
            _connection.Transport.Output.CancelPendingFlush();
        }

        lock (_lock)
        {
            foreach (Signal signal in _sleepers)
            {
                signal.Set();
            }
        }
    }

    /// <summary>The peer has gone: nothing more can be said to it.</summary>
    public void Lose()
    {
        Volatile.Write(ref _isGone, true);
        End(CloseCode.Done, text: "the peer has gone");
    }

    /// <summary>Waits for more octets; null when the session ends.</summary>
    public async ValueTask<ReadResult?> ReadAsync()
    {
        if (IsEnding)
        {
            return null;
        }

        // What trickles in without ever making a frame whole does not count as a sign of life.
        if (_readingSince == 0)
        {
            Volatile.Write(ref _readingSince, _time.GetTimestamp());
        }

        try
        {
            ReadResult result = await Input.ReadAsync().ConfigureAwait(false);
            if (!IsEnding)
            {
                return result;
            }

            Input.AdvanceTo(result.Buffer.Start);
            return null;
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            Lose();
            return null;
        }
    }

    /// <summary>A whole frame has come: the wait begins anew.</summary>
    public void Heard() => Volatile.Write(ref _readingSince, 0);

    /// <summary>Takes the turn to write; <see cref="Leave"/> must follow.</summary>
    public Task EnterAsync() => _turn.WaitAsync();

    /// <summary>Takes the turn when nobody has it.</summary>
    public bool TryEnter() => _turn.Wait(0);

    public void Leave() => _turn.Release();

    /// <summary>Sends what was written, and waits while the peer does not read.</summary>
    public async ValueTask FlushAsync()
    {
        if (IsEnding || Builder.Written.IsEmpty)
        {
            Builder.Clear();
            return;
        }

        PipeWriter output = _connection.Transport.Output;
        try
        {
            output.Write(Builder.Written.Span);
            Builder.Clear();
            ValueTask<FlushResult> flush = output.FlushAsync();
            if (!flush.IsCompleted)
            {
                Volatile.Write(ref _writingSince, _time.GetTimestamp());
            }

            FlushResult result = await flush.ConfigureAwait(false);
            if (result.IsCompleted)
            {
                Lose();
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            Lose();
        }

        Volatile.Write(ref _writingSince, 0);
        Volatile.Write(ref _lastSent, _time.GetTimestamp());
    }

    /// <summary>Sends a control.</summary>
    public async ValueTask SendAsync(Action<IBufferWriter<byte>> write)
    {
        await EnterAsync().ConfigureAwait(false);
        try
        {
            Write(write);
            await FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Writes a control; for who has the turn.</summary>
    public void Write(Action<IBufferWriter<byte>> write)
    {
        Builder.Begin(FrameKind.Control);
        write(Builder);
        Builder.End();
    }

    /// <summary>
    /// Says why the session ends and waits a little for the peer to read it and go: a connection that is closed with
    /// octets unread would take back what was sent last.
    /// </summary>
    public async Task FinishAsync(TimeSpan closeTime)
    {
        using ITimer abort = _time.CreateTimer(
            _ => _connection.Abort(), null, closeTime, Timeout.InfiniteTimeSpan);
        await EnterAsync().ConfigureAwait(false);
        try
        {
            if (IsGone)
            {
                return;
            }

            PipeWriter output = _connection.Transport.Output;
            Builder.Clear();
            Write(Closing!.Write);
            output.Write(Builder.Written.Span);
            ValueTask<FlushResult> flush = output.FlushAsync();
            await DrainAsync().ConfigureAwait(false);
            await flush.ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            // The peer has gone meanwhile, or was given up.
        }
        finally
        {
            Leave();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static bool IsLoss(Exception exception) =>
        exception is IOException or OperationCanceledException or InvalidOperationException;

    private async ValueTask DrainAsync()
    {
        while (true)
        {
            ReadResult read = await Input.ReadAsync().ConfigureAwait(false);
            Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private TimeSpan Since(long timestamp) =>
        timestamp == 0 ? TimeSpan.Zero : _time.GetElapsedTime(timestamp);
}
