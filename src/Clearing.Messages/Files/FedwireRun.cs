using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Files;

/// <summary>
/// Fedwire messages one after another: each starts at <c>{1500}</c>. What stands before the first belongs to it; the
/// text of <c>{8200}</c>, which may hold anything, is passed over by its length.
/// </summary>
internal static class FedwireRun
{
    public static Piece Next(ReadOnlySpan<byte> text, bool isLast)
    {
        bool isStarted = false;
        int at = 0;
        while (true)
        {
            int brace = text[at..].IndexOf((byte)'{');
            if (brace < 0)
            {
                return isLast ? Piece.UpTo(text.Length) : Piece.NeedsMore;
            }

            at += brace;
            ReadOnlySpan<byte> here = text[at..];
            if (here.Length < 10 && !isLast)
            {
                return Piece.NeedsMore;
            }

            if (here.StartsWith("{1500}"u8))
            {
                if (isStarted)
                {
                    return Piece.UpTo(at);
                }

                isStarted = true;
            }

            int covered = here.StartsWith("{8200}"u8) && here.Length >= 10 ? Ascii.Number(here.Slice(6, 4)) : 0;
            at = Math.Min(text.Length, at + 1 + (covered > 0 ? covered + 9 : 0));
        }
    }
}
