/* SPDX-License-Identifier: BSD-2-Clause */
#include "sip/vendor.h"

#include "sip/field.h"

void vendor_parse(struct arena *arena, struct str field, struct vendor **list)
{
	struct vendor *vendor;
	struct str name;
	unsigned count = 0;

	for (; *list; list = &(*list)->next)
		count++;
	if (count >= VENDOR_MAX || !str_split(&field, ':', &name))
		return;
	vendor = arena_alloc(arena, sizeof(*vendor));
	vendor->name = arena_str(arena, str_trim(name));
	vendor->value = field_text(arena, str_trim(field));
	*list = vendor;
}

struct str vendor_named(const struct vendor *list, struct str name)
{
	for (; list; list = list->next)
		if (str_ieq(list->name, name))
			return list->value;
	return STR_NONE;
}

bool vendor_number(struct str value, uint32_t *out)
{
	size_t n = 0;

	while (n < value.n && (unsigned char)(value.p[n] - '0') <= 9)
		n++;
	return str_to_u32((struct str){value.p, n}, out);
}
