using System.Globalization;
using System.Text;
using Clearing.Grains.Ledgers;

namespace Clearing.Grains.Worlds;

/// <summary>
/// A fact of the store: what business time was at an instant of the wall, and how fast it goes. Whoever serves the
/// world later goes on from it, so time that passed meanwhile has passed in the world too.
/// </summary>
/// <param name="BusinessUs">Microseconds since 1970 UTC.</param>
/// <param name="WallUs">Microseconds since 1970 UTC.</param>
/// <param name="Speed">Seconds of business to one of the wall.</param>
internal readonly record struct ClockAnchor(long BusinessUs, long WallUs, int Speed)
{
    /// <summary>Key of the fact.</summary>
    public const string Key = "clock";

    /// <exception cref="FormatException">The octets are no anchor.</exception>
    public static ClockAnchor Read(ReadOnlySpan<byte> octets)
    {
        string[] numbers = Encoding.ASCII.GetString(octets).Split(' ');
        return numbers is [var business, var wall, var speed]
            ? new ClockAnchor(
                long.Parse(business, CultureInfo.InvariantCulture), long.Parse(wall, CultureInfo.InvariantCulture),
                int.Parse(speed, CultureInfo.InvariantCulture))
            : throw new FormatException("An anchor of a clock is three numbers.");
    }

    public byte[] Write() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{BusinessUs} {WallUs} {Speed}"));

    public BusinessClock Start(TimeProvider time) => new(time, BusinessUs, WallUs, Speed);
}
