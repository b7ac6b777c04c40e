using System.Buffers;
using System.IO.Pipelines;
using Clearing.Messages.Files;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Connections;

/// <summary>
/// One session over one connection, from its welcome to its end. Frames are written under <see cref="Gate"/> into
/// <see cref="Output"/>; whoever finds nobody sending sends all that gathered, so that a busy connection sends many
/// frames at once and an idle one loses no time. Allocates nothing per instruction.
/// </summary>
internal sealed class Connection : IAsyncDisposable
{
    private const int ReadOctets = 64 * 1024;

    // How long the last words of a service are waited for when it no longer takes ours.
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly SessionProof? _receiving;
    private readonly TimeProvider _time;
    private readonly TimeSpan _heartbeat;
    private IConnectionListener? _listener;
    private FrameBuilder _filling;
    private FrameBuilder _sending;
    private ITimer? _timer;
    private ITimer? _farewell;
    private Task _reading = Task.CompletedTask;
    private byte[] _joined = [];
    private long _sentAt;
    private long _receivedAt;
    private bool _isSending;
    private SessionException? _end;

    private Connection(SessionOptions options, Stream stream, PipeReader reader, Agreement agreement)
    {
        Options = options;
        _stream = stream;
        _reader = reader;
        _time = options.Time;
        _receiving = agreement.Receiving;
        _filling = new FrameBuilder(agreement.Sending);
        _sending = new FrameBuilder(agreement.Sending);
        Welcome = agreement.Welcome;
        _heartbeat = TimeSpan.FromMilliseconds(Math.Max(1, Welcome.HeartbeatMs));
    }

    public Welcome Welcome { get; }

    /// <summary>How it was opened: the process that was reached comes first.</summary>
    public SessionOptions Options { get; }

    /// <summary>Held while frames are written.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Where frames are written to, under <see cref="Gate"/>.</summary>
    public FrameBuilder Output => _filling;

    /// <summary>Why it ended; null while it has not.</summary>
    public SessionException? End => Volatile.Read(ref _end);

    /// <summary>
    /// Connects and logs in, at the first process that lets us in; nothing is read before <see cref="Start"/>.
    /// </summary>
    /// <exception cref="SessionException">The service said no, or nothing within the login time.</exception>
    public static async Task<Connection> OpenAsync(SessionOptions options, CancellationToken cancellation)
    {
        for (int left = options.Others.Count; ; left--)
        {
            try
            {
                return await TryOpenAsync(options, cancellation);
            }
            catch (SessionException e) when (left > 0 && !e.IsFinal)
            {
                options = options.Next();
            }
        }
    }

    private static async Task<Connection> TryOpenAsync(SessionOptions options, CancellationToken cancellation)
    {
        using CancellationTokenSource late = new(options.LoginTime, options.Time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        Stream? stream = null;
        try
        {
            stream = await options.ConnectAsync(either.Token);
            PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadOctets));
            Agreement agreement = await new Handshake(options, stream, reader).RunAsync(either.Token);
            Connection connection = new(options, stream, reader, agreement);
            stream = null;
            return connection;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SessionException($"{options.Host}:{options.Port}: no welcome within {options.LoginTime}.");
        }
        catch (Exception e) when (e is IOException and not SessionException
            || e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            throw new SessionException($"{options.Host}:{options.Port}: {e.Message}", inner: e);
        }
        finally
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }

    /// <summary>Begins to read, and to say that we are there.</summary>
    public void Start(IConnectionListener listener)
    {
        _listener = listener;
        _sentAt = _receivedAt = _time.GetTimestamp();
        _timer = _time.CreateTimer(_ => OnTimer(), null, _heartbeat / 2, _heartbeat / 2);
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Sends what was written, unless somebody is sending: then it goes with theirs.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            if (_isSending || _end is not null || _filling.Written.IsEmpty)
            {
                return;
            }

            _isSending = true;
            (_filling, _sending) = (_sending, _filling);
        }

        _ = SendAsync();
    }

    /// <summary>Writes a control and sends it.</summary>
    public void SendControl(Action<IBufferWriter<byte>> write)
    {
        lock (Gate)
        {
            _filling.Begin(FrameKind.Control);
            write(_filling);
            _filling.End();
        }

        Flush();
    }

    /// <summary>Ends it, without a word to the service.</summary>
    public void Abort(SessionException why)
    {
        if (Interlocked.CompareExchange(ref _end, why, null) is null)
        {
            _timer?.Dispose();
            _farewell?.Dispose();
            _stream.Dispose();
            _listener?.OnEnded(why);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Abort(new SessionException("The session was closed here."));
        await _reading;
        await _reader.CompleteAsync();
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                await _stream.WriteAsync(_sending.Written);
                Volatile.Write(ref _sentAt, _time.GetTimestamp());
                lock (Gate)
                {
                    _sending.Clear();
                    if (_filling.Written.IsEmpty)
                    {
                        _isSending = false;
                        return;
                    }

                    (_filling, _sending) = (_sending, _filling);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Why the service closed may still be on its way to the reading loop, which then ends the connection.
            _farewell = _time.CreateTimer(
                _ => Abort(new SessionException(e.Message, inner: e)), null, LongestFarewell, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                ReadResult read = await _reader.ReadAsync();
                Volatile.Write(ref _receivedAt, _time.GetTimestamp());
                ReadOnlySequence<byte> received = read.Buffer;
                FrameStatus status;
                while ((status = Frames.TryRead(ref received, out Frame frame)) == FrameStatus.Complete)
                {
                    Take(frame);
                }

                _reader.AdvanceTo(received.Start, received.End);
                if (status != FrameStatus.NeedsMore || read.IsCompleted)
                {
                    throw new SessionException(status == FrameStatus.NeedsMore
                        ? "The connection ended." : $"The service sent what is no frame ({status}).");
                }
            }
        }
        catch (SessionException e)
        {
            Abort(e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Abort(new SessionException(e.Message, inner: e));
        }
    }

    private void Take(in Frame frame)
    {
        if (_receiving is not null && !_receiving.Check(frame, Handshake.NowUs(_time)))
        {
            throw new SessionException("A frame of the service is not proven.", CloseCode.Authentication);
        }

        ReadOnlySpan<byte> contents = Joined(frame.Contents);
        switch (frame.Kind)
        {
            case FrameKind.Answers:
                _listener!.OnAnswers(frame.Number ?? 0, contents);
                break;
            case FrameKind.Notices:
                _listener!.OnNotices(frame.Number ?? 0, contents);
                break;
            case FrameKind.Control when Close.TryRead(contents, out Close close):
                throw SessionException.Of(close);
            case FrameKind.Control when Heartbeat.TryRead(contents, out Heartbeat beat):
                if (!beat.IsAnswer)
                {
                    SendControl(new Heartbeat(IsAnswer: true, beat.Token, 0).Write);
                }

                break;
            case FrameKind.Control:
                _listener!.OnControl(contents);
                break;
            default:
                _listener!.OnMessages(frame.Number ?? 0, frame);
                break;
        }
    }

    private void OnTimer()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _receivedAt)) > _heartbeat * 2)
        {
            Abort(new SessionException($"The service was silent for {_heartbeat * 2}."));
        }
        else if (_time.GetElapsedTime(Volatile.Read(ref _sentAt)) >= _heartbeat / 2)
        {
            SendControl(new Heartbeat(IsAnswer: false, 0, 0).Write);
        }
    }

    private ReadOnlySpan<byte> Joined(in ReadOnlySequence<byte> contents)
    {
        if (contents.IsSingleSegment)
        {
            return contents.FirstSpan;
        }

        int length = (int)contents.Length;
        if (_joined.Length < length)
        {
            _joined = new byte[Math.Max(length, 4096)];
        }

        contents.CopyTo(_joined);
        return _joined.AsSpan(0, length);
    }
}
