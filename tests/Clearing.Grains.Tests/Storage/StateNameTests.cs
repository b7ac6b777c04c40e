using System.Reflection;
using Clearing.Grains.Storage;

namespace Clearing.Grains.Tests.Storage;

/// <summary>A row of a state is found by the key of its grain and the state's name, not by the grain's class.</summary>
public sealed class StateNameTests
{
    [Fact]
    public void Every_class_of_grains_has_names_of_its_own_for_its_states_and_keeps_them_in_the_one_store()
    {
        PersistentStateAttribute[] states =
        [
            .. typeof(LocalSilo).Assembly.GetTypes()
                .Where(type => typeof(Grain).IsAssignableFrom(type))
                .SelectMany(type => type.GetConstructors())
                .SelectMany(constructor => constructor.GetParameters())
                .Select(parameter => parameter.GetCustomAttribute<PersistentStateAttribute>())
                .OfType<PersistentStateAttribute>(),
        ];

        Assert.True(states.Length >= 3);
        Assert.Equal(states.Length, states.Select(state => state.StateName).Distinct().Count());
        Assert.All(states, state => Assert.Equal(GrainStore.Provider, state.StorageName));
    }
}
