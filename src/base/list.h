/* SPDX-License-Identifier: BSD-2-Clause */
/* An intrusive doubly linked list: the link is a member of the thing listed, so adding and removing never allocate. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

struct link {
	struct link *next, *prev;
};

struct list {
	struct link head; /* a ring through the head; all zeroes until list_init */
};

#define LIST_OWNER(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

static inline void list_init(struct list *list)
{
	list->head.next = list->head.prev = &list->head;
}

static inline bool list_empty(const struct list *list)
{
	return list->head.next == &list->head;
}

static inline void list_put_before(struct link *next, struct link *link)
{
	assert(next->prev);
	link->prev = next->prev;
	link->next = next;
	next->prev->next = link;
	next->prev = link;
}

static inline void list_add(struct list *list, struct link *link) /* at the end */
{
	list_put_before(&list->head, link);
}

static inline void list_remove(struct link *link) /* a link that is in no list is left alone */
{
	if (!link->next)
		return;
	link->prev->next = link->next;
	link->next->prev = link->prev;
	link->next = link->prev = NULL;
}

static inline struct link *list_first(struct list *list) /* NULL when empty */
{
	return list_empty(list) ? NULL : list->head.next;
}

static inline struct link *list_next(struct list *list, struct link *link)
{
	return link->next == &list->head ? NULL : link->next;
}

#endif
