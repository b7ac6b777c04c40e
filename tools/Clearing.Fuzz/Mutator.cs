using System.Buffers;
using Clearing.Messages.Generation;

namespace Clearing.Fuzz;

/// <summary>
/// Makes broken inputs from whole ones. It knows where messages have seams (line ends, braces, angle brackets, stars)
/// and mostly works on what lies between two of them.
/// </summary>
public sealed class Mutator
{
    /// <summary>One input in so many is blown up to the longest size.</summary>
    private const int BombOdds = 4000;

    private static readonly SearchValues<byte> Seams = SearchValues.Create("\n{}<>*:"u8);

    /// <summary>Octets that mean something to a format, or are at an edge.</summary>
    private static readonly byte[] Telling =
        [.. "\t\n\r \"&'*,-/:<>{}"u8, 0, 127, 128, 255];

    private readonly byte[] _buffer;
    private readonly byte[][] _tokens;
    private int _length;

    /// <param name="tokens">Words that mean something in the format.</param>
    /// <param name="mostBytes">Longest input made.</param>
    public Mutator(byte[][] tokens, int mostBytes)
    {
        _tokens = tokens;
        _buffer = new byte[mostBytes];
    }

    /// <summary>A changed copy of <paramref name="parent"/>; valid until the next call.</summary>
    /// <param name="draw">Decides everything.</param>
    /// <param name="parent">What is changed.</param>
    /// <param name="other">What may be spliced in.</param>
    public ReadOnlySpan<byte> Mutate(Draw draw, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> other)
    {
        ArgumentNullException.ThrowIfNull(draw);
        _length = Math.Min(parent.Length, _buffer.Length);
        parent[.._length].CopyTo(_buffer);
        for (int changes = 1 + (draw.Chance(50) ? draw.Below(4) : 0); changes > 0; changes--)
        {
            Change(draw, other);
        }

        if (draw.Below(BombOdds) == 0)
        {
            Bomb(draw);
        }

        return _buffer.AsSpan(0, _length);
    }

    private void Change(Draw draw, ReadOnlySpan<byte> other)
    {
        if (_length == 0)
        {
            Insert(0, draw.Of(_tokens.AsSpan()));
            return;
        }

        int at = draw.Below(_length);
        switch (draw.Below(14))
        {
            case 0:
                _buffer[at] ^= (byte)(1 << draw.Below(8));
                break;
            case 1:
                _buffer[at] = (byte)draw.Below(256);
                break;
            case 2:
                _buffer[at] = Telling[draw.Below(Telling.Length)];
                break;
            case 3:
                _length = at;
                break;
            case 4:
                Remove(at, Math.Min(draw.Between(1, 8), _length - at));
                break;
            case 5:
                Insert(at, draw.Of(_tokens.AsSpan()));
                break;
            case 6:
                Overwrite(at, draw.Of(_tokens.AsSpan()));
                break;
            case 7:
                Digit(draw, at);
                break;
            case 8:
                Splice(draw, at, other);
                break;
            case 9:
                Graft(draw, at, other);
                break;
            default:
                ChangePiece(draw, at);
                break;
        }
    }

    /// <summary>Drops, doubles, moves or swaps what lies between two seams.</summary>
    private void ChangePiece(Draw draw, int at)
    {
        int start = Seam(_buffer.AsSpan(0, _length), at);
        int end = Seam(_buffer.AsSpan(0, _length), Math.Min(_length, start + draw.Between(1, 200)));
        if (end <= start)
        {
            end = Math.Min(_length, start + 1);
        }

        byte[] piece = _buffer.AsSpan(start, end - start).ToArray();
        switch (draw.Below(4))
        {
            case 0:
                Remove(start, piece.Length);
                break;
            case 1:
                Insert(start, piece);
                break;
            case 2:
                Remove(start, piece.Length);
                Insert(_length == 0 ? 0 : Seam(_buffer.AsSpan(0, _length), draw.Below(_length)), piece);
                break;
            default:
                for (int times = draw.Between(2, 40); times > 0; times--)
                {
                    Insert(start, piece);
                }

                break;
        }
    }

    private void Digit(Draw draw, int at)
    {
        int digit = _buffer.AsSpan(at, _length - at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (digit >= 0)
        {
            _buffer[at + digit] = (byte)('0' + draw.Below(10));
        }
    }

    /// <summary>The head of this, the tail of the other.</summary>
    private void Splice(Draw draw, int at, ReadOnlySpan<byte> other)
    {
        _length = Seam(_buffer.AsSpan(0, _length), at);
        if (other.Length > 0)
        {
            Insert(_length, other[Seam(other, draw.Below(other.Length))..]);
        }
    }

    /// <summary>A piece of the other in the middle of this.</summary>
    private void Graft(Draw draw, int at, ReadOnlySpan<byte> other)
    {
        if (other.Length > 0)
        {
            int start = Seam(other, draw.Below(other.Length));
            int end = Math.Min(other.Length, start + draw.Between(1, 300));
            Insert(Seam(_buffer.AsSpan(0, _length), at), other[start..end]);
        }
    }

    /// <summary>Repeats one piece until the longest size is reached: depth, width, quadratic work.</summary>
    private void Bomb(Draw draw)
    {
        int start = _length == 0 ? 0 : Seam(_buffer.AsSpan(0, _length), draw.Below(_length));
        int end = Math.Min(_length, start + draw.Between(1, 60));
        byte[] piece = end > start ? _buffer.AsSpan(start, end - start).ToArray() : "{"u8.ToArray();
        byte[] tail = _buffer.AsSpan(start, _length - start).ToArray();
        int room = _buffer.Length - tail.Length;
        for (_length = start; _length + piece.Length <= room; _length += piece.Length)
        {
            piece.CopyTo(_buffer.AsSpan(_length));
        }

        Insert(_length, tail);
    }

    private void Remove(int at, int count)
    {
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length <= _buffer.Length)
        {
            _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + piece.Length));
            piece.CopyTo(_buffer.AsSpan(at));
            _length += piece.Length;
        }
    }

    private void Overwrite(int at, ReadOnlySpan<byte> piece) =>
        piece[..Math.Min(piece.Length, _length - at)].CopyTo(_buffer.AsSpan(at));

    /// <summary>The next seam at or behind <paramref name="at"/>; the end when there is none.</summary>
    private static int Seam(ReadOnlySpan<byte> text, int at)
    {
        int next = text[at..].IndexOfAny(Seams);
        return next < 0 ? text.Length : at + next + (text[at + next] is (byte)'\n' or (byte)'>' or (byte)'*' ? 1 : 0);
    }
}
