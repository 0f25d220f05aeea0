using Parley.Platform.Bus;
using Parley.Platform.Storage;

namespace Parley.Customization.Sounds;

internal sealed class SoundCatalogue(IStore store, IBus bus) : Catalogue<SoundRow>("sounds", store, bus);
