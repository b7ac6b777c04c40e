namespace Clearing.Settlement.Ledgers;

/// <summary>
/// The numbers that senders gave their instructions: of each the highest, and which of a window behind it are taken.
/// What a window passes over is told, so that it can be found in another way from then on.
/// </summary>
/// <param name="participants">Who may number.</param>
/// <param name="size">A power of two.</param>
internal sealed class NumberWindows(int participants, int size)
{
    /// <summary>The number is below the window.</summary>
    public const int Old = -2;

    /// <summary>The number is not taken.</summary>
    public const int Free = -1;

    // By participant: of each number modulo the size the instruction, plus one; 0 = not taken.
    private readonly int[]?[] _windows = new int[participants][];
    private readonly ulong[] _ends = new ulong[participants];

    public int Participants => _windows.Length;

    /// <summary>One more than the highest number; 0 where there is none.</summary>
    public ulong EndOf(int participant) => _ends[participant];

    /// <summary>The instruction that has the number, <see cref="Free"/> or <see cref="Old"/>.</summary>
    public int Find(int participant, ulong number)
    {
        ulong end = _ends[participant];
        if (number >= end)
        {
            return Free;
        }

        return end - number > (ulong)size ? Old : _windows[participant]![(int)(number & (ulong)(size - 1))] - 1;
    }

    /// <summary>Gives a free number to an instruction.</summary>
    /// <param name="participant">Who gave the number.</param>
    /// <param name="number">The number.</param>
    /// <param name="instruction">What has it now.</param>
    /// <param name="passed">Told of each instruction that the window passes over.</param>
    public void Take(int participant, ulong number, int instruction, Action<int> passed)
    {
        int[] window = _windows[participant] ??= new int[size];
        ulong mask = (ulong)(size - 1);
        ulong end = _ends[participant];
        if (number >= end)
        {
            // What was skipped is free; a jump of more than the window clears it all.
            ulong from = number - end >= (ulong)size ? number - mask : end;
            for (ulong next = from; next <= number; next++)
            {
                ref int place = ref window[(int)(next & mask)];
                if (place != 0)
                {
                    passed(place - 1);
                    place = 0;
                }
            }

            _ends[participant] = number + 1;
        }

        window[(int)(number & mask)] = instruction + 1;
    }

    public void Save(StateWriter to)
    {
        for (int participant = 0; participant < _windows.Length; participant++)
        {
            to.Write(_ends[participant]);
            if (_windows[participant] is { } window)
            {
                to.Write<int>(window);
            }
        }
    }

    public void Load(ref StateReader from)
    {
        for (int participant = 0; participant < _windows.Length; participant++)
        {
            _ends[participant] = from.Read<ulong>();
            if (_ends[participant] > 0)
            {
                from.Read<int>(_windows[participant] = new int[size]);
            }
        }
    }
}
