/* SPDX-License-Identifier: BSD-2-Clause */
#include "rules/location.h"

#include "base/language.h"

/* LOC-6 and the like name values that Q.850 leaves to networks. */
static bool is_spare_location(struct str location)
{
	static const char *const spares[] = {"LOC-6",  "LOC-8",  "LOC-9",  "LOC-11",
	                                     "LOC-12", "LOC-13", "LOC-14", "LOC-15"};

	for (size_t i = 0; i < sizeof(spares) / sizeof(spares[0]); i++)
		if (str_ieq(location, str_of(spares[i])))
			return true;
	return false;
}

const char *location_meaning(struct str location)
{
	static const struct {
		const char *name, *meaning;
	} locations[] = {
		{"U", N_("the called user's side")},
		{"LPN", N_("the private network serving the calling side")},
		{"LN", N_("the public network serving the calling side")},
		{"TN", N_("a transit network")},
		{"RLN", N_("the public network serving the called side")},
		{"RPN", N_("the private network serving the called side")},
		{"INTL", N_("the international network")},
		{"BI", N_("a network beyond an interworking point")},
	};

	for (size_t i = 0; i < sizeof(locations) / sizeof(locations[0]); i++)
		if (str_ieq(location, str_of(locations[i].name)))
			return _(locations[i].meaning);
	return is_spare_location(location) ? _("a location that the networks agree upon") : NULL;
}
