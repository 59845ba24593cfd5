/* The library's printf: conversions that C has, too. Its own are in library_printf_sql_test.c. */
#include <math.h>
#include <stdarg.h>

#include "tests/abi/suite.h"

/* Prints the format and what becomes of it. */
static void show(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char* const text = sqlite3_vmprintf(format, arguments);
  va_end(arguments);
  note("printf", "%s -> %s", format, text ? text : "<null>");
  sqlite3_free(text);
}

TEST(library, printf_without_conversions) {
  show("");
  show("plain");
  show("%%");
  show("100%%");
  show("\xc3\xa9\n\t");
}

TEST(library, printf_integers) {
  const char* const formats[] = {"%d",   "%i",    "%u",   "%5d|",   "%-5d|", "%05d", "%+d",
                                 "% d",  "%+05d", "%.5d", "%8.3d|", "%,d",   "%+,d", "%x",
                                 "%X",   "%o",    "%#x",  "%#X",    "%#o",   "%08x", "%-8x|",
                                 "%,8d", "%0,9d", "%!d",  "%-+6d|"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    show(formats[i], 0);
    show(formats[i], 1234);
    show(formats[i], -42);
  }
}

TEST(library, printf_integer_sizes) {
  show("%d %d", INT32_MAX, INT32_MIN);
  show("%u", UINT32_MAX);
  show("%ld %ld", INT64_MAX, INT64_MIN);
  show("%lld %lld", INT64_MAX, INT64_MIN);
  show("%llu %lu", UINT64_MAX, UINT64_MAX);
  show("%llx %lX %llo", UINT64_MAX, UINT64_MAX, UINT64_MAX);
  show("%x", -1);
  show("%,lld", INT64_MIN);
  show("%,llu", UINT64_MAX);
  show("%lli", (long long)-5);
}

TEST(library, printf_commas) {
  const int values[] = {0, 1, 12, 123, 1234, 12345, 123456, 1234567, 1000000000, -123, -1234};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; ++i) show("%,d", values[i]);
  show("%,10d|", 12345);
  show("%-,10d|", 12345);
  show("%,x", 0x12345);
  show("%,.2f", 1234567.891);
}

TEST(library, printf_widths_from_arguments) {
  show("%*d|", 6, 42);
  show("%*d|", -6, 42);
  show("%-*d|", 6, 42);
  show("%.*d|", 4, 42);
  show("%*.*f|", 10, 3, 3.14159);
  show("%.*s|", 2, "text");
  show("%.*s|", 0, "text");
  show("%.*s|", -1, "text");
  show("%0*d|", 6, 42);
}

TEST(library, printf_fixed) {
  const double values[] = {0.0, 1.0, -1.5, 0.005, 123456.789, 1e15, 1e-10, 0.1, 2.5, 3.5};
  const char* const formats[] = {"%f",       "%.0f",    "%.1f", "%.10f", "%12.3f|",
                                 "%-12.3f|", "%012.3f", "%+f",  "% f",   "%#.0f"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof values / sizeof values[0]; ++j) show(formats[i], values[j]);
  }
}

TEST(library, printf_exponents) {
  const double values[] = {0.0, 1.0, -12345.678, 1e100, 1e-100, 9.9999999, 5e-324};
  const char* const formats[] = {"%e", "%E", "%.0e", "%.3e", "%15.4e|", "%-15.4E|", "%+e", "%015e"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof values / sizeof values[0]; ++j) show(formats[i], values[j]);
  }
}

TEST(library, printf_general) {
  const double values[] = {0.0,   1.0,  100000.0, 1000000.0, 0.0001, 0.00001,    1.5,
                           1e100, -2.5, 0.1,      1e15,      1e16,   123456789.0};
  const char* const formats[] = {"%g", "%G", "%.3g", "%.15g", "%.0g", "%#g", "%10g|", "%!g"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof values / sizeof values[0]; ++j) show(formats[i], values[j]);
  }
}

/* '!' asks for more digits and for a point in every real number. Beyond 17 digits they are noise
** of the arithmetic. */
TEST(library, printf_alternate_digits) {
  const double values[] = {0.1, 1.0, 2.0 / 3.0, 1e22, 12345678.5, -0.5};
  const char* const formats[] = {"%!.15g", "%!.17g", "%!f",   "%!e",
                                 "%!.0f",  "%.17g",  "%.20f", "%!12.3f|"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof values / sizeof values[0]; ++j) show(formats[i], values[j]);
  }
}

TEST(library, printf_infinite) {
  const double values[] = {(double)INFINITY, -(double)INFINITY, (double)NAN, -0.0};
  const char* const formats[] = {"%f", "%e", "%g", "%+f", "% g", "%8f|", "%-8f|", "%08f", "%!g"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    for (size_t j = 0; j < sizeof values / sizeof values[0]; ++j) show(formats[i], values[j]);
  }
}

TEST(library, printf_texts) {
  const char* const formats[] = {"%s",   "%5s|",  "%-5s|", "%.2s|",  "%5.2s|", "%-5.2s|",
                                 "%05s", "%.0s|", "%#s",   "%!.2s|", "%!5s|"};
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; ++i) {
    show(formats[i], "abc");
    show(formats[i], "");
    show(formats[i], "\xc3\xa9\xe2\x82\xac");
    show(formats[i], (char*)NULL);
  }
}

TEST(library, printf_characters) {
  show("%c", 'x');
  show("%5c|", 'x');
  show("%-5c|", 'x');
  show("%.5c|", 'x');
  show("%10.5c|", 'x');
  show("%c%c", 'a', 'b');
  char* const text = sqlite3_mprintf("a%cb", 0);
  note_text("0 ends it", text);
  sqlite3_free(text);
  show("%c", 0xe9);
  show("%c", 0x20ac);
}

TEST(library, printf_pointers) {
  show("%p", (void*)NULL);
  show("%p", (void*)(uintptr_t)0x1234abcd);
  show("%12p|", (void*)(uintptr_t)0xff);
  show("%#p", (void*)(uintptr_t)0xff);
}

/* Conversions that nobody knows end the text. */
TEST(library, printf_unknown_conversions) {
  show("a%yb %d", 5);
  show("a%");
  show("a%5");
  show("a%l");
  show("a%hd", 5);
  show("a%Lf", 5.0);
}

TEST(library, printf_count_written) {
  int written = -1;
  char* const text = sqlite3_mprintf("abc%n def", &written);
  note_text("text", text);
  note("written", "%d", written);
  sqlite3_free(text);
}

TEST(library, printf_many_arguments) {
  show("%d %s %f %c %% %lld %s %x %5.1f|%-4d|", 1, "two", 3.0, '4', (long long)5, "six", 7, 8.08,
       9);
}

TEST(library, printf_wide) {
  char* const text = sqlite3_mprintf("%*s%.*c", 3000, "x", 2000, 'y');
  note("length", "%d", (int)strlen(text));
  note("ends", "%c %c %c", text[0], text[2999], text[4999]);
  sqlite3_free(text);
  char* const number = sqlite3_mprintf("%.100f|%150d|%0150d", 1.0, 5, 7);
  note_text("number", number);
  sqlite3_free(number);
}
