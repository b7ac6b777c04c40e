using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Clearing.Server.Http;

/// <summary>The whole body of a request in one piece: where it was received, if it fits there, else in a rented array.
/// </summary>
internal readonly struct HttpBody : IDisposable
{
    // From the first octet to the last; a body that comes slower than that is not waited for.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    private const int FirstRented = 64 * 1024;

    private readonly PipeReader? _reader;
    private readonly ReadOnlySequence<byte> _received;
    private readonly byte[]? _rented;
    private readonly int _length;

    private HttpBody(PipeReader reader, ReadOnlySequence<byte> received)
    {
        _reader = reader;
        _received = received;
    }

    private HttpBody(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    /// <summary>Its octets, until this is disposed of.</summary>
    public ReadOnlySpan<byte> Octets => _rented is null ? _received.FirstSpan : _rented.AsSpan(0, _length);

    /// <summary>The same as a sequence of one piece.</summary>
    public ReadOnlySequence<byte> Sequence =>
        _rented is null ? _received : new ReadOnlySequence<byte>(_rented, 0, _length);

    /// <summary>Reads the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="most">The most octets that it may have.</param>
    /// <exception cref="BadHttpRequestException">It has more, is broken, or does not come.</exception>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public static ValueTask<HttpBody> ReadAsync(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        PipeReader reader = context.Request.BodyReader;
        if (!reader.TryRead(out ReadResult result))
        {
            return WaitAsync(context, reader);
        }

        return result.IsCompleted && result.Buffer.IsSingleSegment
            ? ValueTask.FromResult(new HttpBody(reader, result.Buffer))
            : CopyAsync(context, reader, result);
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
        else
        {
            _reader?.AdvanceTo(_received.End);
        }
    }

    private static async ValueTask<HttpBody> WaitAsync(HttpContext context, PipeReader reader)
    {
        using CancellationTokenSource patience = Patience(context);
        ReadResult result = await NextAsync(context, reader, patience.Token).ConfigureAwait(false);
        return result.IsCompleted && result.Buffer.IsSingleSegment
            ? new HttpBody(reader, result.Buffer)
            : await CopyAsync(context, reader, result, patience.Token).ConfigureAwait(false);
    }

    private static async ValueTask<HttpBody> CopyAsync(HttpContext context, PipeReader reader, ReadResult result)
    {
        using CancellationTokenSource patience = Patience(context);
        return await CopyAsync(context, reader, result, patience.Token).ConfigureAwait(false);
    }

    private static async ValueTask<HttpBody> CopyAsync(
        HttpContext context, PipeReader reader, ReadResult result, CancellationToken patience)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(FirstSize(context));
        int length = 0;
        try
        {
            while (true)
            {
                int more = (int)result.Buffer.Length;
                if (rented.Length < length + more)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(rented.Length * 2, length + more));
                    rented.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(rented);
                    rented = larger;
                }

                result.Buffer.CopyTo(rented.AsSpan(length));
                length += more;
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return new HttpBody(rented, length);
                }

                result = await NextAsync(context, reader, patience).ConfigureAwait(false);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            throw;
        }
    }

    private static async ValueTask<ReadResult> NextAsync(
        HttpContext context, PipeReader reader, CancellationToken patience)
    {
        try
        {
            return await reader.ReadAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException slow) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw new BadHttpRequestException("The body came too slowly.", StatusCodes.Status408RequestTimeout, slow);
        }
    }

    private static int FirstSize(HttpContext context) =>
        context.Request.ContentLength is > 0 and <= int.MaxValue and long length ? (int)length : FirstRented;

    private static CancellationTokenSource Patience(HttpContext context)
    {
        CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(MostTime);
        return patience;
    }
}
