using System.IO.Pipelines;

namespace Clearing.Client.Tests.Fakes;

/// <summary>A connection in memory. Cut, both ends see it end, whatever was still on its way is lost.</summary>
internal sealed class Wire
{
    private readonly Pipe _up = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _down = new(new PipeOptions(pauseWriterThreshold: 0));

    public Wire() => Client = new ClientStream(this);

    public Stream Client { get; }

    public PipeReader FromClient => _up.Reader;

    public PipeWriter ToClient => _down.Writer;

    public bool IsCut { get; private set; }

    public void Cut()
    {
        IsCut = true;
        _up.Writer.Complete(new IOException("reset"));
        _down.Writer.Complete(new IOException("reset"));
        _down.Reader.CancelPendingRead();
    }

    private sealed class ClientStream(Wire wire) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadResult read = await wire._down.Reader.ReadAsync(cancellationToken);
            int count = (int)Math.Min(buffer.Length, read.Buffer.Length);
            System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(0, count), buffer.Span);
            wire._down.Reader.AdvanceTo(read.Buffer.GetPosition(count));
            return count;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (wire.IsCut)
            {
                throw new IOException("reset");
            }

            await wire._up.Writer.WriteAsync(buffer, cancellationToken);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (!wire.IsCut)
            {
                wire.IsCut = true;
                wire._up.Writer.Complete();
                wire._down.Writer.Complete(new IOException("closed"));
            }

            base.Dispose(disposing);
        }
    }
}
