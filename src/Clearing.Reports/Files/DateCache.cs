using System.Runtime.CompilerServices;

namespace Clearing.Reports.Files;

/// <summary>The bytes <c>YYYY-MM-DDT</c> of the last date written: times of a run share few dates.</summary>
internal struct DateCache
{
    private const int Length = 11;

    // 1 January 1970 as a count of days since 1 January 0001.
    private const int UnixEpochDay = 719_162;

    private Text _text;
    private long _day;
    private bool _filled;

    /// <summary>Writes the date of a day counted from 1970-01-01.</summary>
    public void Write(long day, Span<byte> target)
    {
        if (!_filled || day != _day)
        {
            Fill(day);
        }

        ((ReadOnlySpan<byte>)_text).CopyTo(target);
    }

    private void Fill(long day)
    {
        DateOnly date = DateOnly.FromDayNumber((int)(day + UnixEpochDay));
        Span<byte> text = _text;
        Digits.Two(text, 0, date.Year / 100);
        Digits.Two(text, 2, date.Year % 100);
        text[4] = (byte)'-';
        Digits.Two(text, 5, date.Month);
        text[7] = (byte)'-';
        Digits.Two(text, 8, date.Day);
        text[10] = (byte)'T';
        _day = day;
        _filled = true;
    }

    [InlineArray(Length)]
    private struct Text
    {
        private byte _first;
    }
}
