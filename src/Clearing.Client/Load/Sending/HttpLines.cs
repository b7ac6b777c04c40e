using System.Collections.Concurrent;
using System.Net.Sockets;
using Clearing.Messages.Sessions;

namespace Clearing.Client.Load.Sending;

/// <summary>
/// The connections on which a session sends requests: each has one request under way and is kept for the next. A new
/// one is opened when all are taken.
/// </summary>
/// <param name="host">Of the service.</param>
/// <param name="port">Where it takes requests.</param>
/// <param name="book">Where answers are noted.</param>
/// <param name="time">Clock of the run.</param>
/// <param name="answered">Told when a line is free again.</param>
internal sealed class HttpLines(string host, int port, StatusBook book, TimeProvider time, Action answered)
    : IDisposable
{
    private readonly ConcurrentBag<Line> _idle = [];
    private readonly ConcurrentDictionary<Line, bool> _all = new();
    private int _busy;
    private long _unanswered;

    /// <summary>Requests without an answer.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Payments in them.</summary>
    public long Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>Sends a request; false when there is no connection for it.</summary>
    public bool TrySend(HttpRequests requests, in FlightFrame frame)
    {
        if (!_idle.TryTake(out Line? line))
        {
            line = TryConnect();
        }

        if (line is null)
        {
            return false;
        }

        Interlocked.Increment(ref _busy);
        Interlocked.Add(ref _unanswered, frame.Count);
        line.Send(requests, frame);
        return true;
    }

    public void Dispose()
    {
        foreach (Line line in _all.Keys)
        {
            line.Dispose();
        }
    }

    private Line? TryConnect()
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(host, port);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        Line line = new(socket, this);
        _all[line] = true;
        line.Start();
        return line;
    }

    private void Ended(Line? free, int payments)
    {
        Interlocked.Add(ref _unanswered, -payments);
        if (free is not null)
        {
            _idle.Add(free);
        }

        Interlocked.Decrement(ref _busy);
        answered();
    }

    /// <summary>One connection.</summary>
    private sealed class Line(Socket socket, HttpLines owner) : IDisposable
    {
        private byte[] _request = [];
        private byte[] _received = new byte[8 * 1024];
        private byte[] _records = [];
        private int _length;
        private FlightFrame _frame;
        private bool _isWaiting;

        public void Start() => _ = ReadAsync();

        public void Send(HttpRequests requests, in FlightFrame frame)
        {
            _frame = frame;
            Volatile.Write(ref _isWaiting, true);
            int length = requests.Write(ref _request, frame.First);
            try
            {
                for (int sent = 0; sent < length;)
                {
                    sent += socket.Send(_request.AsSpan(sent, length - sent));
                }
            }
            catch (SocketException)
            {
                // The reading loop finds it ended, too.
                socket.Dispose();
            }
            catch (ObjectDisposedException)
            {
                // As above.
            }
        }

        public void Dispose() => socket.Dispose();

        private async Task ReadAsync()
        {
            try
            {
                while (true)
                {
                    if (_length == _received.Length)
                    {
                        Array.Resize(ref _received, _received.Length * 4);
                    }

                    int count = await socket.ReceiveAsync(_received.AsMemory(_length));
                    _length += count;
                    if (count == 0 || !TryAnswer())
                    {
                        break;
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The payment on it, if any, is lost; the audit asks what became of it.
            }

            owner._all.TryRemove(this, out _);
            socket.Dispose();
            if (Volatile.Read(ref _isWaiting))
            {
                _frame.Tally.Lose(_frame.Count);
                _frame.Waiter?.SetResult(false);
                owner.Ended(null, _frame.Count);
            }
        }

        // False when what came is no response.
        private bool TryAnswer()
        {
            int whole = HttpResponses.LengthOf(_received.AsSpan(0, _length), out int body);
            if (whole <= 0)
            {
                return whole == 0;
            }

            int octets = _frame.Count * AnswerRecord.Length;
            if (_records.Length < octets)
            {
                _records = new byte[octets];
            }

            HttpResponses.Read(_received.AsSpan(0, whole), body, _records.AsSpan(0, octets));
            Flight.Answer(ref _frame, _records.AsSpan(0, octets), owner.Now(), owner.Book);
            _length = 0;
            _isWaiting = false;
            _frame.Waiter?.SetResult(true);
            owner.Ended(this, _frame.Count);
            return true;
        }
    }

    private StatusBook Book => book;

    private long Now() => time.GetTimestamp();
}
